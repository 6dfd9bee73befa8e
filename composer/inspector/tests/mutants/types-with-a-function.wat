;; The interface `types` that the service imports contains a function. No code is linked to it, but it could be called.
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
