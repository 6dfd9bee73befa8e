;; An index that passes on the vault's records: a function of its interface returns a handle.
(component
  (import "my:data/vault" (instance $vault
    (export "record" (type $record (sub resource)))
    (export "open" (func (result (own $record))))))
  (alias export $vault "record" (type $record))
  (alias export $vault "open" (func $lend))
  (core func $open (canon lower (func $vault "open")))
  (core module $code
    (import "vault" "open" (func (result i32)))
    (func (export "lookup"))
    (func (export "lend") (result i32) call 0))
  (core instance $running (instantiate $code (with "vault" (instance (export "open" (func $open))))))
  (func $lookup (canon lift (core func $running "lookup")))
  (func $lend-own (result (own $record)) (canon lift (core func $running "lend")))
  (instance $index (export "record" (type $record)) (export "lookup" (func $lookup)) (export "lend" (func $lend-own)))
  (export "my:app/index" (instance $index)))
