;; The component that reads files is defined two levels up, reached by two `outer` aliases, and instantiated in an inner
;; component.
(component
  (import "wasi:filesystem/types@0.2.0" (instance $files (export "open-at" (func))))
  (component $reader
    (import "files" (instance $files (export "open-at" (func))))
    (core func $open (canon lower (func $files "open-at")))
    (core module $code (import "files" "open" (func)) (func (export "lookup") call 0))
    (core instance $running (instantiate $code (with "files" (instance (export "open" (func $open))))))
    (func (export "lookup") (canon lift (core func $running "lookup"))))
  (component $backend
    (import "files" (instance $files (export "open-at" (func))))
    (component $inner
      (import "files" (instance $files (export "open-at" (func))))
      (alias outer 2 $reader (component $aliased))
      (alias outer 0 $aliased (component $again))
      (instance $index (instantiate $again (with "files" (instance $files))))
      (export "my:app/index" (instance $index)))
    (instance $inner (instantiate $inner (with "files" (instance $files))))
    (export "my:app/index" (instance $inner "my:app/index")))
  (instance $backend (instantiate $backend (with "files" (instance $files))))
  (component $service
    (import "my:app/index" (instance $index (export "lookup" (func))))
    (core func $lookup (canon lower (func $index "lookup")))
    (core module $code (import "index" "lookup" (func)) (func (export "run") call 0))
    (core instance $running (instantiate $code (with "index" (instance (export "lookup" (func $lookup))))))
    (func (export "run") (canon lift (core func $running "run"))))
  (instance $service (instantiate $service (with "my:app/index" (instance $backend "my:app/index"))))
  (export "my:app/service" (instance $service)))
