//! The calls that a trace records.

use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;

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
    /// How many calls began before it.
    pub order: u64,
    pub values: Values,
    /// Whether it has returned. Otherwise `took` is the time until the end of the trace.
    pub is_finished: bool,
}

/// The values of a call as JSON, if they are recorded.
#[derive(Clone, Default)]
pub struct Values {
    /// An object with a field per parameter.
    pub arguments: Option<Box<RawValue>>,
    /// Null if the function has no result.
    pub result: Option<Box<RawValue>>,
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
