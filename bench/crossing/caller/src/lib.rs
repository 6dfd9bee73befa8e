//! Calls another component in a loop.
#![cfg(target_arch = "wasm32")]

wit_bindgen::generate!({ world: "caller", path: "../wit" });

use bench::crossing::nothing::nothing;
use exports::bench::crossing::repeat::Guest;

struct Component;

export!(Component);

impl Guest for Component {
    fn repeat(count: u32) -> u32 {
        (0..count).fold(0, |sum, n| sum.wrapping_add(nothing(n)))
    }
}
