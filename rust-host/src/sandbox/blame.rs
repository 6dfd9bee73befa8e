//! Finds out why and where a component failed, from the trap's backtrace and the component's graph.

use inspector::Graph;
use wasmtime::{FrameInfo, Trap, WasmBacktrace};

use crate::sandbox::limits::{Limit, Limits, Met};
use crate::sandbox::shared_memory::Exhausted;
use crate::sandbox::stop::{Call, Cause, Location};

pub fn cause(error: &wasmtime::Error, limits: &Limits) -> Cause {
    if let Some(met) = error.downcast_ref::<Met>() {
        return Cause::Met(*met);
    }
    if let Some(exhausted) = error.downcast_ref::<Exhausted>() {
        return Cause::Exhausted(*exhausted);
    }
    let root = error.root_cause().to_string();
    let limit = match error.downcast_ref::<Trap>() {
        Some(Trap::StackOverflow) => Some(Limit::Stack),
        Some(Trap::OutOfFuel) => Some(Limit::Fuel),
        Some(trap) => return Cause::Trapped(trap.to_string().trim_start_matches("wasm trap: ").into()),
        // wasmtime has no types for these limits, only messages.
        None if root.contains("fuel allocated for hostcalls") => Some(Limit::CallBytes),
        None if root.contains("table count too high") => Some(Limit::Tables),
        None if root.contains("store handle limit exceeded") => Some(Limit::Handles),
        None => None,
    };
    limit.map_or(Cause::Trapped(root), |limit| Cause::Met(limits.met(limit)))
}

/// Where an error comes from, as far as its trace and the component's graph show.
pub fn location(error: &wasmtime::Error, graph: &Graph) -> Option<Location> {
    // Known already if the error comes from another component that was called on behalf of this one.
    if let Some(location) = error.downcast_ref::<Location>() {
        return Some(location.clone());
    }
    let trace = error.downcast_ref::<WasmBacktrace>()?;
    let part_of = |frame: &FrameInfo| graph.part_at(frame.module_offset()?);
    // wasmtime's own adapters join two parts: skip them, so that the caller is found.
    let frames = || trace.frames().iter().filter(|frame| !is_adapter(frame));
    // A function that overflows the stack on entry has no location yet, so look further out.
    let part = frames().find_map(part_of)?;
    let within: Vec<&FrameInfo> = frames()
        .take_while(|frame| part_of(frame).is_none_or(|other| std::ptr::eq(other, part)))
        .collect();
    let mut calls: Vec<Call> = within.iter().flat_map(|frame| calls(frame)).collect();
    // A recursive function is listed once.
    calls.dedup();
    let named = || within.iter().find_map(|frame| frame.func_name()).map(plain);
    Some(Location {
        part: part.name.clone(),
        languages: part.languages.clone(),
        function: calls.first().map(|call| call.function.clone()).or_else(named),
        calls,
    })
}

/// The part that exports an interface.
pub fn exporter(export: &str, graph: &Graph) -> Option<Location> {
    let part = graph.exporter(export)?;
    Some(Location {
        part: part.name.clone(),
        languages: part.languages.clone(),
        function: None,
        calls: Vec::new(),
    })
}

/// Adapters, by which wasmtime joins two components, export functions named `adapter0` and so on.
fn is_adapter(frame: &FrameInfo) -> bool {
    let is_numbered = |name: &str| {
        name.strip_prefix("adapter")
            .is_some_and(|rest| rest.parse::<u32>().is_ok())
    };
    frame.module().exports().any(|export| is_numbered(export.name()))
}

/// The calls of a frame that have a line in the part's own sources: the function, and before it those inlined there.
fn calls(frame: &FrameInfo) -> impl Iterator<Item = Call> {
    let symbols = frame.symbols();
    symbols.iter().enumerate().filter_map(move |(at, symbol)| {
        let file = symbol
            .file()
            .filter(|file| !LIBRARIES.iter().any(|library| file.contains(library)))?;
        // The last symbol is the function itself, whose full name is in the binary's table of names.
        let full = frame.func_name().filter(|_| at + 1 == symbols.len());
        let function = full.or(symbol.name()).map(plain)?;
        let source = format!("{}:{}", short(file), symbol.line()?);
        Some(Call { function, source })
    })
}

/// Folders of sources that aren't the part's own: libraries, and code that tools generate.
const LIBRARIES: [&str; 6] = [
    "/rustc/",
    "/rustlib/",
    "/cargo/",
    "/rust/deps/",
    "/src/runtime/",
    "/internal/",
];

/// The last two components of a path: `src/rules.rs`.
fn short(file: &str) -> &str {
    let start = file.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    &file[start..]
}

/// A function's name, demangled and without its generic arguments.
fn plain(name: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    match name.split_once('<') {
        Some((function, _)) if !function.is_empty() => function.trim_end_matches("::").into(),
        _ => name,
    }
}
