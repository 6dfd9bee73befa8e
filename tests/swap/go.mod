module polyglot.example/strict-validator

go 1.26.0

require (
	go.bytecodealliance.org/cm v0.3.0
	polyglot.example/go-service v0.0.0
)

require (
	golang.org/x/net v0.62.0
	golang.org/x/text v0.43.0 // indirect
)

replace polyglot.example/go-service => ../../go-service
