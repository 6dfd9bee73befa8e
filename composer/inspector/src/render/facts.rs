//! What the outputs say about a component or an edge.

use crate::graph::{Component, Edge, EdgeKind, Graph, Party};
use crate::reach::Map;

/// `34.8 kB`.
pub fn size(bytes: usize) -> String {
    // Exact enough for display.
    let bytes = bytes as f64;
    match bytes {
        ..1e3 => format!("{bytes} B"),
        ..999_950.0 => format!("{:.1} kB", bytes / 1e3),
        _ => format!("{:.1} MB", bytes / 1e6),
    }
}

fn language(component: &Component) -> String {
    match component.languages.as_slice() {
        [] if component.bytes.is_none() => "provided by the host".into(),
        [] if component.has_code => "unknown language".into(),
        languages => languages.join(", "),
    }
}

/// `Go, 36.8 kB`.
pub fn facts(component: &Component) -> String {
    let parts = [language(component), component.bytes.map(size).unwrap_or_default()];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// `1 of 4 functions`, or the edge's other content.
pub fn extent(edge: &Edge) -> String {
    let used = edge.functions.iter().filter(|function| function.is_used).count();
    match (edge.kind, edge.functions.len()) {
        (EdgeKind::Calls, 1) if used == 1 => "1 function".into(),
        (EdgeKind::Calls, all) if used == all => format!("{all} functions"),
        (EdgeKind::Calls, 1) => "0 of 1 function".into(),
        (EdgeKind::Calls, all) => format!("{used} of {all} functions"),
        (EdgeKind::Holds, _) => format!("handles to {}", edge.resources.join(", ")),
        (EdgeKind::Runs, _) => "code".into(),
        (EdgeKind::Contains, _) => "contains it".into(),
    }
}

/// The components with code and the imports that a party can reach, directly or through others, in the graph's order.
pub fn reached(graph: &Graph, map: &Map<'_>, party: Party) -> (Vec<String>, Vec<String>) {
    let reach = map.reach(&[party], |_| false);
    let mut parties = reach.parties().to_vec();
    parties.sort();
    let (mut components, mut imports) = (Vec::new(), Vec::new());
    for party in parties {
        match party {
            Party::Component(at) if graph.components.get(at).is_some_and(|component| component.has_code) => {
                components.push(graph.name(party).to_string());
            }
            Party::Import(_) => imports.push(graph.name(party).to_string()),
            _ => {}
        }
    }
    (components, imports)
}

/// The handles that the calls of an edge pass or return, such as `job of driver`.
pub fn handles(graph: &Graph, edge: &Edge) -> Vec<String> {
    let mut found = Vec::new();
    for function in &edge.functions {
        for handle in function.gives.iter().chain(&function.takes) {
            let text = format!("{} of {}", handle.resource, graph.name(handle.owner));
            if !found.contains(&text) && found.len() < 20 {
                found.push(text);
            }
        }
    }
    found
}
