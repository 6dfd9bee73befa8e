;; A resource with a destructor, and handles to it within other types.
(component
  (core module $code
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0)
    (func (export "drop") (param i32))
    (func (export "swap") (param i32) (result i32) local.get 0))
  (core instance $running (instantiate $code))
  (alias core export $running "drop" (core func $drop))
  (type $file (resource (rep i32) (dtor (core func $drop))))
  (func $swap (param "file" (own $file)) (result (own $file)) (canon lift (core func $running "swap")))
  (component $named
    (import "file" (type $file (sub resource)))
    (import "swap" (func $swap (param "file" (own $file)) (result (own $file))))
    (export $exported "file" (type $file))
    (type $list (list (tuple u32 (option (own $exported)))))
    (export "files" (type $list))
    (export "swap" (func $swap) (func (param "file" (own $exported)) (result (own $exported)))))
  (instance $files (instantiate $named (with "file" (type $file)) (with "swap" (func $swap))))
  (export "my:data/files" (instance $files)))
