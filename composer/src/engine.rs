//! How wasmtime is set up.

use wasmtime::{Config, Engine, OptLevel, Result, WasmBacktraceDetails};

use crate::limits::{Limit, Limits};

/// An engine for the composed component. Every setting that changes the compiled code is part of the
/// [`crate::compiled`] key.
pub fn engine(limits: &Limits) -> Result<Engine> {
    let mut config = Config::new();
    config
        .cranelift_opt_level(OptLevel::Speed)
        // No component here is asynchronous: calls are plain calls.
        .concurrency_support(false)
        // The image of CPython's memory is mapped, not copied, until it is written to.
        .memory_init_cow(true)
        .memory_guaranteed_dense_image_size(64 << 20)
        .max_wasm_stack(usize::try_from(limits.of(Limit::Stack))?)
        // Either costs a sixth of the speed, so it is compiled in where it was asked for.
        .epoch_interruption(limits.get(Limit::Timeout).is_some())
        .consume_fuel(limits.get(Limit::Fuel).is_some())
        // A trap names source lines, where the component has them.
        .wasm_backtrace_details(WasmBacktraceDetails::Enable);
    Engine::new(&config)
}
