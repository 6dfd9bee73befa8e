;; An index that calls no other component.
(component
  (core module $code (func (export "lookup")))
  (core instance $running (instantiate $code))
  (func $lookup (canon lift (core func $running "lookup")))
  (instance $index (export "lookup" (func $lookup)))
  (export "my:app/index" (instance $index)))
