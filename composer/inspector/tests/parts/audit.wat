;; The only component that may call the vault.
(component
  (import "my:data/vault" (instance $vault (export "count" (func (result u32)))))
  (core func $count (canon lower (func $vault "count")))
  (core module $code (import "vault" "count" (func (result i32))) (func (export "run") (result i32) call 0))
  (core instance $running (instantiate $code (with "vault" (instance (export "count" (func $count))))))
  (func $run (result u32) (canon lift (core func $running "run")))
  (instance $own (export "run" (func $run)))
  (export "my:app/audit" (instance $own)))
