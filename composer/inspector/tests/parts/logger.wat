;; A log that is kept in a file.
(component
  (import "wasi:filesystem/types@0.2.0" (instance $other (export "open-at" (func))))
  (core func $other (canon lower (func $other "open-at")))
  (core module $code (import "other" "call" (func)) (func (export "write") call 0))
  (core instance $running (instantiate $code (with "other" (instance (export "call" (func $other))))))
  (func $own (canon lift (core func $running "write")))
  (instance $own (export "write" (func $own)))
  (export "my:app/log" (instance $own)))
