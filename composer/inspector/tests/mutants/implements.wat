;; The import has a name of its own. Only an annotation declares that it is the file system.
(component
  (import "store" (implements "wasi:filesystem/types@0.2.0") (instance $store (export "open-at" (func))))
  (component $service
    (import "my:app/index" (instance $index (export "open-at" (func))))
    (core module $code (func (export "run")))
    (core instance $running (instantiate $code))
    (func (export "run") (canon lift (core func $running "run"))))
  (instance $service (instantiate $service (with "my:app/index" (instance $store))))
  (export "my:app/service" (instance $service)))
