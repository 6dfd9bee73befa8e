;; An index that writes every request to a log.
(component
  (import "my:app/log" (instance $other (export "write" (func))))
  (core func $other (canon lower (func $other "write")))
  (core module $code (import "other" "call" (func)) (func (export "lookup") call 0))
  (core instance $running (instantiate $code (with "other" (instance (export "call" (func $other))))))
  (func $own (canon lift (core func $running "lookup")))
  (instance $own (export "lookup" (func $own)))
  (export "my:app/index" (instance $own)))
