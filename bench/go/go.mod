module polyglot.example/bench

go 1.26

require (
	github.com/aead/siphash v1.0.1
	github.com/goccy/go-json v0.12.0
)
