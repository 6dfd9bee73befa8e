//! Mermaid, which GitHub and other pages draw.

use super::facts::{extent, facts};
use crate::graph::{EdgeKind, Graph, Party};
use escape::inert;

pub fn mermaid(graph: &Graph) -> String {
    let mut out = vec!["flowchart LR".to_string(), "  host([host])".into()];
    boxes(graph, None, 1, &mut out);
    for (at, import) in graph
        .imports
        .iter()
        .enumerate()
        .filter(|(_, import)| import.has_authority)
    {
        out.push(format!("  i{at}{{{{\"{}\"}}}}", quoted(&import.name)));
    }
    for edge in &graph.edges {
        let arrow = match edge.kind {
            EdgeKind::Calls => "-->",
            EdgeKind::Holds | EdgeKind::Runs => "-.->",
            // Shown as a box inside a box.
            EdgeKind::Contains => continue,
        };
        let label = format!("{}<br/>{}", quoted(&edge.through), quoted(&extent(edge)));
        out.push(format!("  {} {arrow}|\"{label}\"| {}", id(edge.from), id(edge.to)));
    }
    out.join("\n")
}

fn id(party: Party) -> String {
    match party {
        Party::Host => "host".into(),
        Party::Component(at) => format!("c{at}"),
        Party::Import(at) => format!("i{at}"),
    }
}

/// Draws the components inside `parent`, or the outermost. A container is drawn around its parts.
fn boxes(graph: &Graph, parent: Option<usize>, depth: usize, out: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    for (at, component) in graph
        .components
        .iter()
        .enumerate()
        .filter(|(_, component)| component.parent == parent)
    {
        let name = component.name.rsplit('/').next().unwrap_or_default();
        let holds_others = graph.components.iter().any(|other| other.parent == Some(at));
        if holds_others {
            out.push(format!("{indent}subgraph s{at}[\"{}\"]", quoted(name)));
        }
        if component.has_code || !holds_others {
            let inner = if holds_others { "  " } else { "" };
            out.push(format!(
                "{indent}{inner}c{at}[\"{}<br/>{}\"]",
                quoted(name),
                quoted(&facts(component))
            ));
        }
        if holds_others {
            boxes(graph, Some(at), depth + 1, out);
            out.push(format!("{indent}end"));
        }
    }
}

/// A text for a quoted label. Mermaid reads Markdown and HTML in one, so all but plain characters are written by
/// number.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in inert(text).chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '-' | '.' | ':' | '/' | '@' | ',' | '(' | ')' => {
                out.push(character);
            }
            other => out.push_str(&format!("#{};", u32::from(other))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_no_markup() {
        let text = quoted("\u{1b}[2J\u{202e}<img onerror=\"x\">&'`;\n--> [[end]]");
        assert!(
            !text.contains(['<', '>', '"', '`', '[', '\\', '\u{1b}', '\n']),
            "{text}"
        );
        assert_eq!(quoted("a:b/c@1.0.0"), "a:b/c@1.0.0");
        assert_eq!(quoted("a\"b"), "a#34;b");
    }
}
