//! The message for a breach.

use super::check::Breach;
use crate::graph::{Edge, EdgeKind, Graph, Party};
use escape::inert;

impl Breach<'_> {
    /// What is wrong on the first line, then one line per edge, with invisible characters escaped.
    pub fn describe(&self, graph: &Graph, policy: &str) -> String {
        let mut text = format!("{}, against {}:{}:{}", self.what, inert(policy), self.line, self.column);
        if let Some(because) = &self.because {
            text.push_str(": ");
            text.push_str(because);
        }
        for edge in &self.path {
            text.push_str("\n  ");
            text.push_str(&step(graph, edge));
        }
        text
    }
}

/// One edge, as a sentence without its full stop.
fn step(graph: &Graph, edge: &Edge) -> String {
    let name = |party| match party {
        Party::Host => "the host".to_string(),
        Party::Import(_) => format!("the import `{}`", inert(graph.name(party))),
        Party::Component(_) => format!("`{}`", inert(graph.name(party))),
    };
    let (from, to) = (name(edge.from), name(edge.to));
    // An import under its own name is named once.
    let through = match edge.through == graph.name(edge.to) {
        true => String::new(),
        false => format!(" as `{}`", inert(&edge.through)),
    };
    match edge.kind {
        EdgeKind::Contains => format!("{from} contains {to}"),
        EdgeKind::Runs => format!("{from} runs code that the host provides, {to}{through}"),
        EdgeKind::Calls => {
            let names = list(edge.functions.iter().map(|function| function.name.as_str()));
            match edge.functions.iter().all(|function| function.name == edge.through) {
                true => format!("{from} can call {to}{through}"),
                false => format!("{from} can call {to}{through}: {names}"),
            }
        }
        EdgeKind::Holds => {
            let resources = list(edge.resources.iter().map(String::as_str));
            let mut text = format!("{from} can hold {resources} of {to}{through}");
            if let Some((call, giver)) = handed_by(graph, edge) {
                text.push_str(&format!(", which it gets by `{}` of {}", inert(call), name(giver)));
            }
            text
        }
    }
}

/// The call that returns the handle to its holder.
fn handed_by<'g>(graph: &'g Graph, holds: &Edge) -> Option<(&'g str, Party)> {
    let hands = |edge: &'g Edge| {
        let function = edge
            .functions
            .iter()
            .find(|function| function.gives.iter().any(|handle| handle.owner == holds.to));
        function.map(|function| (function.name.as_str(), edge.to))
    };
    graph
        .edges
        .iter()
        .filter(|edge| edge.from == holds.from)
        .find_map(hands)
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const SHOWN: usize = 5;
    let names: Vec<String> = names.map(|name| format!("`{}`", inert(name))).collect();
    match names.len().checked_sub(SHOWN + 1) {
        Some(more) => format!("{} and {} more", names[..SHOWN].join(", "), more + 1),
        None => names.join(", "),
    }
}
