;; A service that uses no function of the vault. It knows the type of the vault's records, and gets one from its index.
(component
  (import "my:data/types" (instance $types (export "record" (type (sub resource)))))
  (alias export $types "record" (type $record))
  (import "my:app/index" (instance $index
    (alias outer 1 $record (type $record))
    (export "record" (type $same (eq $record)))
    (export "lookup" (func))
    (export "lend" (func (result (own $same))))))
  (core func $lend (canon lower (func $index "lend")))
  (core module $code (import "index" "lend" (func (result i32))) (func (export "run") call 0 drop))
  (core instance $running (instantiate $code (with "index" (instance (export "lend" (func $lend))))))
  (func $run (canon lift (core func $running "run")))
  (instance $own (export "run" (func $run)))
  (export "my:app/service" (instance $own)))
