;; Names that contain markup, escape sequences and other names' syntax.
(component
  (component $inner
    (core module $code (func (export "run"))
      (@producers (language "\1b[31mRust</text><script>" "1\22]]") (processed-by "TinyGo" "1\c2\9b2\e2\80\ae")))
    (core instance $running (instantiate $code))
    (func (export "run") (canon lift (core func $running "run"))))
  (instance $"host" (instantiate $inner))
  (instance $"a/b\1b[2J<b>" (instantiate $inner))
  (instance $"a/b\1b[2J<c>" (instantiate $inner))
  (instance $"\e2\80\ae" (instantiate $inner))
  (export "run" (func $host "run")))
