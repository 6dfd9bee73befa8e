//! Rules for a graph, from a file: who must not reach what.

mod check;
mod file;
mod pattern;
mod select;
mod words;

use crate::graph::{Edge, Graph};

pub use file::Policy;

/// Why a policy can't be used. `line` and `column` count from 1; column in characters.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{line}:{column}: {message}")]
pub struct PolicyError {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// A rule that doesn't hold, and the way that shows it.
pub struct Breach<'g> {
    /// What is reached that mustn't be.
    pub what: String,
    /// Where the rule stands in its file.
    pub line: usize,
    pub column: usize,
    /// The policy's own words on why there is such a rule.
    pub because: Option<String>,
    /// Each edge starts where the one before ends. Empty where nobody was given what shouldn't be there at all.
    pub path: Vec<&'g Edge>,
}

impl Policy {
    /// Reads a policy. Whether the components it names are there shows in [`Policy::check`].
    pub fn parse(text: &str) -> Result<Policy, PolicyError> {
        file::parse(text)
    }

    /// All breaches, in the order of the rules.
    pub fn check<'g>(&self, graph: &'g Graph) -> Result<Vec<Breach<'g>>, PolicyError> {
        check::check(self, graph)
    }
}

impl Breach<'_> {
    /// What is wrong on the first line, then a line an edge; nothing in it that a terminal would obey.
    pub fn describe(&self, graph: &Graph, policy: &str) -> String {
        words::breach(self, graph, policy)
    }
}
