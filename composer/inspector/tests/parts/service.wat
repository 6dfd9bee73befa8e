;; The business logic, which calls the index.
(component
  (import "my:app/index" (instance $other (export "lookup" (func))))
  (core func $other (canon lower (func $other "lookup")))
  (core module $code (import "other" "call" (func)) (func (export "run") call 0))
  (core instance $running (instantiate $code (with "other" (instance (export "call" (func $other))))))
  (func $own (canon lift (core func $running "run")))
  (instance $own (export "run" (func $own)))
  (export "my:app/service" (instance $own)))
