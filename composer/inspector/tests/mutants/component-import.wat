;; The index is not in the file: the composition imports it as a component, and gives it the arguments it requests.
(component
  (import "wasi:filesystem/types@0.2.0" (instance $files (export "open-at" (func))))
  (import "index-of-the-host" (component $index
    (import "files" (instance (export "open-at" (func))))
    (export "my:app/index" (instance (export "lookup" (func))))))
  (instance $index (instantiate $index (with "files" (instance $files))))
  (component $service
    (import "my:app/index" (instance $index (export "lookup" (func))))
    (core module $code (func (export "run")))
    (core instance $running (instantiate $code))
    (func (export "run") (canon lift (core func $running "run"))))
  (instance $service (instantiate $service (with "my:app/index" (instance $index "my:app/index"))))
  (export "my:app/service" (instance $service)))
