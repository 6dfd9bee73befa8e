;; The service's code is not in the file: it imports a core module, and the host decides which.
(component
  (import "codec" (core module $codec (export "run" (func))))
  (component $service
    (import "codec" (core module $codec (export "run" (func))))
    (core instance $running (instantiate $codec))
    (func (export "run") (canon lift (core func $running "run"))))
  (instance $service (instantiate $service (with "codec" (core module $codec))))
  (export "my:app/service" (instance $service)))
