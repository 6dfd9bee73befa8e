module polyglot.example/go-validator

go 1.26.0

require (
	go.bytecodealliance.org/cm v0.3.0
	golang.org/x/net v0.62.0
	golang.org/x/text v0.43.0
	polyglot.example/go-service v0.0.0
)

replace polyglot.example/go-service => ../../../go-service
