;; Components without names, as `wac plug` leaves them: each is named after its export.
(component
  (component (;0;)
    (core module (func (export "run"))
      (@producers (language "Rust" "") (language "Rust" "2024") (processed-by "rustc" "1.95.0")))
    (core instance (instantiate 0))
    (func (canon lift (core func 0 "run")))
    (instance (export "run" (func 0)))
    (export "my:user-validator/validator@2.0.0" (instance 0)))
  (instance (instantiate 0))
  (instance (instantiate 0))
  (export "my:user-validator/validator@2.0.0" (instance 0 "my:user-validator/validator@2.0.0")))
