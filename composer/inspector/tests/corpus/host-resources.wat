;; The host provides a resource and, in another interface, functions with handles to it.
(component
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $error-type))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $error-type (type $outer))
    (export "error" (type $error (eq $outer)))
    (export "output" (type $output (sub resource)))
    (export "[method]output.last" (func (param "self" (borrow $output)) (result (option (own $error)))))))
  (component $writer
    (import "streams" (instance $streams (export "output" (type (sub resource)))))
    (core module $code)
    (core instance $running (instantiate $code)))
  (instance $writer (instantiate $writer (with "streams" (instance $streams)))))
