//! Why a component was stopped, and where: cause, part, language, function, source.

use std::fmt;

use crate::sandbox::limits::Met;
use crate::sandbox::shared_memory::Exhausted;

/// A component that trapped or met a limit. The message is one line. Where the component's binary has names, the
/// calls that led there follow, one per line, the innermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// What the host was doing, such as "run `users.csv`".
    pub doing: String,
    pub cause: Cause,
    pub location: Option<Location>,
    /// The last record that is known to be done.
    pub after_record: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    Met(Met),
    /// The instance alone met no limit.
    Exhausted(Exhausted),
    Trapped(String),
}

/// Where in the composition it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The part's name in the composition.
    pub part: String,
    pub languages: Vec<String>,
    /// The innermost function, of the part's own sources if those are known.
    pub function: Option<String>,
    /// The calls in the part's own sources, the innermost first.
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
            Cause::Exhausted(exhausted) => write!(out, "met {exhausted}")?,
            Cause::Trapped(trap) => write!(out, "failed: {trap}")?,
        }
        if let Some(location) = &self.location {
            location.fmt(out)?;
        }
        if let Some(record) = self.after_record {
            write!(out, ", after record {record}")?;
        }
        for call in self.location.iter().flat_map(|location| &location.calls) {
            write!(out, "\n  {} {}", call.source, call.function)?;
        }
        Ok(())
    }
}

impl fmt::Display for Location {
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
