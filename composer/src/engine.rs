//! How wasmtime is set up.

use wasmtime::{Config, Engine, OptLevel, Result};

/// An engine for the composed component. Every setting that changes the compiled code is part of the
/// [`crate::compiled`] key.
pub fn engine() -> Result<Engine> {
    let mut config = Config::new();
    config
        .cranelift_opt_level(OptLevel::Speed)
        // No component here is asynchronous: calls are plain calls.
        .concurrency_support(false)
        // The image of CPython's memory is mapped, not copied, until it is written to.
        .memory_init_cow(true)
        .memory_guaranteed_dense_image_size(64 << 20);
    Engine::new(&config)
}
