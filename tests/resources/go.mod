module polyglot.example/ledger

go 1.26

require go.bytecodealliance.org/cm v0.3.0
