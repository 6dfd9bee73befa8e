//! The calls that a trace records.

use std::sync::Arc;
use std::time::Duration;

/// A call that has ended.
#[derive(Clone)]
pub struct Call {
    pub edge: Edge,
    /// When it began, since the trace began.
    pub begin: Duration,
    pub took: Duration,
    /// The size of its arguments and of its result, not counting numbers and handles.
    pub argument_bytes: u64,
    pub result_bytes: u64,
    /// How many calls it is nested in.
    pub depth: usize,
}

/// The caller, the callee, and the function.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: Arc<str>,
    pub to: Arc<str>,
    /// As in WIT, with its interface: `my:user-service/user-service@2.0.0#process`.
    pub function: Arc<str>,
}

impl Edge {
    /// For people: `process`, `rule-set.describe`.
    pub fn short(&self) -> &str {
        let (_, name) = self.function.rsplit_once('#').unwrap_or(("", &self.function));
        name.rsplit_once(']').map_or(name, |(_, name)| name)
    }
}

/// All calls over one edge.
#[derive(Clone, Copy, Default)]
pub struct Totals {
    pub calls: u64,
    pub argument_bytes: u64,
    pub result_bytes: u64,
    pub took: Duration,
    /// Without the calls nested in them.
    pub own: Duration,
}
