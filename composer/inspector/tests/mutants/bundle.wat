;; The vault's function is bundled with the index's, under a name of the index's. So no component imports the vault, and
;; no argument has its name.
(component
  (component $vault
    (core module $code (func (export "count")))
    (core instance $running (instantiate $code))
    (func (export "count") (canon lift (core func $running "count"))))
  (instance $vault (instantiate $vault))
  (component $index
    (core module $code (func (export "lookup")))
    (core instance $running (instantiate $code))
    (func (export "lookup") (canon lift (core func $running "lookup"))))
  (instance $index (instantiate $index))
  (component $service
    (import "my:app/index" (instance $index (export "lookup" (func)) (export "size" (func))))
    (core module $code (func (export "run")))
    (core instance $running (instantiate $code))
    (func (export "run") (canon lift (core func $running "run"))))
  (alias export $index "lookup" (func $lookup))
  (alias export $vault "count" (func $count))
  (instance $bundle (export "lookup" (func $lookup)) (export "size" (func $count)))
  (instance $service (instantiate $service (with "my:app/index" (instance $bundle))))
  (export "my:app/service" (instance $service)))
