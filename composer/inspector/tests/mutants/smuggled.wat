;; The service is wrapped: from outside it looks the same, but it contains the service and a component that reads files,
;; to which the import is passed.
(component
  (import "wasi:filesystem/types@0.2.0" (instance $files (export "open-at" (func))))
  (component $service
    (import "helper" (instance $files (export "open-at" (func))))
    (component $reader
      (import "files" (instance $files (export "open-at" (func))))
      (core func $open (canon lower (func $files "open-at")))
      (core module $code (import "files" "open" (func)) (func (export "read") call 0))
      (core instance $running (instantiate $code (with "files" (instance (export "open" (func $open))))))
      (func (export "read") (canon lift (core func $running "read"))))
    (instance $reader (instantiate $reader (with "files" (instance $files))))
    (core func $read (canon lower (func $reader "read")))
    (core module $code (import "reader" "read" (func)) (func (export "run") call 0))
    (core instance $running (instantiate $code (with "reader" (instance (export "read" (func $read))))))
    (func $run (canon lift (core func $running "run")))
    (instance $own (export "run" (func $run)))
    (export "my:app/service" (instance $own)))
  (instance $service (instantiate $service (with "helper" (instance $files))))
  (export "my:app/service" (instance $service "my:app/service")))
