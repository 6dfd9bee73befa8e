module polyglot.example/go-service

go 1.26

require (
	github.com/aead/siphash v1.0.1
	go.bytecodealliance.org/cm v0.3.0
)
