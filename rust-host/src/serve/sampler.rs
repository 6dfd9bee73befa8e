//! Which part of a composition is at work. Looking at the stack at each tick costs too little to measure.

use inspector::Graph;
use wasmtime::{AsContext, WasmBacktrace};

/// The part whose code is running; for an adapter between two parts, the caller.
pub fn at_work(store: impl AsContext, graph: &Graph) -> &str {
    let trace = WasmBacktrace::capture(store);
    let mut frames = trace.frames().iter();
    let part = frames.find_map(|frame| graph.part_at(frame.module_offset()?));
    part.map_or("unknown", |part| &part.name)
}
