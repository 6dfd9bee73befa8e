;; Holds personal data: returns handles to records, and counts them.
(component
  (core module $code
    (func (export "open") (result i32) i32.const 1)
    (func (export "count") (result i32) i32.const 0))
  (core instance $running (instantiate $code))
  (type $record (resource (rep i32)))
  (func $open (result (own $record)) (canon lift (core func $running "open")))
  (func $count (result u32) (canon lift (core func $running "count")))
  (component $named
    (import "record" (type $record (sub resource)))
    (import "open" (func $open (result (own $record))))
    (import "count" (func $count (result u32)))
    (export $exported "record" (type $record))
    (export "open" (func $open) (func (result (own $exported))))
    (export "count" (func $count)))
  (instance $vault (instantiate $named
    (with "record" (type $record)) (with "open" (func $open)) (with "count" (func $count))))
  (export "my:data/vault" (instance $vault)))
