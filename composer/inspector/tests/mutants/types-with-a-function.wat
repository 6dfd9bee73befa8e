;; What the service imports as `types` has a function among its records; it is linked to nothing, but is in its hands.
(component
  (import "my:app/types" (instance $types
    (type $query (record (field "text" string)))
    (export "query" (type (eq $query)))
    (export "now" (func (result u64)))))
  (component $service
    (import "my:app/types" (instance $types
      (type $query (record (field "text" string)))
      (export "query" (type (eq $query)))
      (export "now" (func (result u64)))))
    (core module $code (func (export "run")))
    (core instance $running (instantiate $code))
    (func (export "run") (canon lift (core func $running "run"))))
  (instance $service (instantiate $service (with "my:app/types" (instance $types))))
  (export "my:app/service" (instance $service)))
