module @NAME@.example/service

go 1.26

require (
	go.bytecodealliance.org/cm v0.3.0
	polyglot.example/go-service v0.0.0
)

replace polyglot.example/go-service => ../.polyglot/go-service
