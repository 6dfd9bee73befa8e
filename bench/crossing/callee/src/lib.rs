//! A component that does nothing when it is called.
#![cfg(target_arch = "wasm32")]

wit_bindgen::generate!({ world: "callee", path: "../wit" });

use exports::bench::crossing::nothing::Guest;

struct Component;

export!(Component);

impl Guest for Component {
    fn nothing(n: u32) -> u32 {
        n
    }
}
