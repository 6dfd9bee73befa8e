//! Which part is at work: looked at once a tick, which costs nothing that could be measured.

use inspector::Graph;
use wasmtime::{AsContext, WasmBacktrace};

/// The part whose code runs; where that is what joins two parts, the one that called.
pub fn at_work(store: impl AsContext, graph: &Graph) -> &str {
    let trace = WasmBacktrace::capture(store);
    let mut frames = trace.frames().iter();
    let part = frames.find_map(|frame| graph.part_at(frame.module_offset()?));
    part.map_or("unknown", |part| &part.name)
}
