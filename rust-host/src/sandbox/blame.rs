//! Why the component was stopped, and where it was: cause, part, language, function, source.

use std::fmt;

use inspector::Graph;
use wasmtime::{FrameInfo, Trap, WasmBacktrace};

use crate::sandbox::limits::{Limit, Limits, Met};

/// A component that trapped or met a limit. The message is one line; where the component's binary has names, the
/// calls that led there follow, a line each, the innermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// What the host was about, such as "run `users.csv`".
    pub doing: String,
    pub cause: Cause,
    pub place: Option<Place>,
    /// The last record that is known to be done.
    pub after_record: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    Met(Met),
    Trapped(String),
}

/// A part of the component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As the composition calls it.
    pub part: String,
    pub languages: Vec<String>,
    /// The innermost one, of the part's own sources if those are known.
    pub function: Option<String>,
    /// Of the part's own sources, the innermost first.
    pub calls: Vec<Call>,
}

/// A line of source in which a function was called, or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub function: String,
    /// Such as `src/rules.rs:12`.
    pub source: String,
}

impl fmt::Display for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "cannot {}: the component ", self.doing)?;
        match &self.cause {
            Cause::Met(met) => write!(out, "met {met}")?,
            Cause::Trapped(trap) => write!(out, "failed: {trap}")?,
        }
        if let Some(place) = &self.place {
            place.fmt(out)?;
        }
        if let Some(record) = self.after_record {
            write!(out, ", after record {record}")?;
        }
        for call in self.place.iter().flat_map(|place| &place.calls) {
            write!(out, "\n  {} {}", call.source, call.function)?;
        }
        Ok(())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, ", in `{}`", self.part)?;
        if !self.languages.is_empty() {
            write!(out, " ({})", self.languages.join(", "))?;
        }
        match &self.function {
            Some(function) => write!(out, ", `{function}`"),
            None => Ok(()),
        }
    }
}

impl Cause {
    pub fn of(error: &wasmtime::Error, limits: &Limits) -> Cause {
        if let Some(met) = error.downcast_ref::<Met>() {
            return Cause::Met(*met);
        }
        let cause = error.root_cause().to_string();
        let limit = match error.downcast_ref::<Trap>() {
            Some(Trap::StackOverflow) => Some(Limit::Stack),
            Some(Trap::OutOfFuel) => Some(Limit::Fuel),
            Some(trap) => return Cause::Trapped(trap.to_string().trim_start_matches("wasm trap: ").into()),
            // What wasmtime counts by itself it tells in words.
            None if cause.contains("fuel allocated for hostcalls") => Some(Limit::CallBytes),
            None if cause.contains("table count too high") => Some(Limit::Tables),
            None if cause.contains("store handle limit exceeded") => Some(Limit::Handles),
            None => None,
        };
        limit.map_or(Cause::Trapped(cause), |limit| Cause::Met(limits.met(limit)))
    }
}

impl Place {
    /// Where an error comes from, as far as its trace and the component's graph say.
    pub fn of(error: &wasmtime::Error, graph: &Graph) -> Option<Place> {
        // Known already, where another component was called on behalf of this one.
        if let Some(place) = error.downcast_ref::<Place>() {
            return Some(place.clone());
        }
        let trace = error.downcast_ref::<WasmBacktrace>()?;
        let part_of = |frame: &FrameInfo| graph.part_at(frame.module_offset()?);
        // What joins two parts is wasmtime's own: it stands for the one that called.
        let frames = || trace.frames().iter().filter(|frame| !joins(frame));
        // A function that finds no stack left has done nothing yet that had a place.
        let part = frames().find_map(part_of)?;
        let within: Vec<&FrameInfo> = frames()
            .take_while(|frame| part_of(frame).is_none_or(|other| std::ptr::eq(other, part)))
            .collect();
        let mut calls: Vec<Call> = within.iter().flat_map(|frame| calls(frame)).collect();
        // A function that calls itself says so once.
        calls.dedup();
        let named = || within.iter().find_map(|frame| frame.func_name()).map(plain);
        Some(Place {
            part: part.name.clone(),
            languages: part.languages.clone(),
            function: calls.first().map(|call| call.function.clone()).or_else(named),
            calls,
        })
    }

    /// The part behind an exported interface.
    pub fn behind(export: &str, graph: &Graph) -> Option<Place> {
        let part = graph.exporter(export)?;
        Some(Place {
            part: part.name.clone(),
            languages: part.languages.clone(),
            function: None,
            calls: Vec::new(),
        })
    }
}

/// Adapters, by which wasmtime joins two components, export functions of such names.
fn joins(frame: &FrameInfo) -> bool {
    let is_adapter = |name: &str| {
        name.strip_prefix("adapter")
            .is_some_and(|rest| rest.parse::<u32>().is_ok())
    };
    frame.module().exports().any(|export| is_adapter(export.name()))
}

/// What has a line in the part's own sources: the function, and before it those that are inlined there.
fn calls(frame: &FrameInfo) -> impl Iterator<Item = Call> {
    let symbols = frame.symbols();
    symbols.iter().enumerate().filter_map(move |(at, symbol)| {
        let file = symbol
            .file()
            .filter(|file| !LIBRARIES.iter().any(|library| file.contains(library)))?;
        // The last one is the function itself, and called by its full name in the binary's table of names.
        let full = frame.func_name().filter(|_| at + 1 == symbols.len());
        let function = full.or(symbol.name()).map(plain)?;
        let source = format!("{}:{}", short(file), symbol.line()?);
        Some(Call { function, source })
    })
}

/// Where sources lie that the part doesn't call its own: libraries', and what tools write.
const LIBRARIES: [&str; 6] = [
    "/rustc/",
    "/rustlib/",
    "/cargo/",
    "/rust/deps/",
    "/src/runtime/",
    "/internal/",
];

/// The end of a path, which says enough: `src/rules.rs`.
fn short(file: &str) -> &str {
    let start = file.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    &file[start..]
}

/// A function's name without what was only for linkers, and without the types that it is made for.
fn plain(name: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    match name.split_once('<') {
        Some((function, _)) if !function.is_empty() => function.trim_end_matches("::").into(),
        _ => name,
    }
}
