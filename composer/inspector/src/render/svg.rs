//! One drawing that needs nothing else: no script, no font, nothing fetched. Light or dark as the reader has it.

use super::layout::{Layout, Line, Placed, WIDTH, layout};
use super::{extent, facts};
use crate::escape::xml;
use crate::graph::{EdgeKind, Graph, Party};

const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:var(--ink)}
svg{--ink:#1b1f24;--soft:#57606a;--paper:#fff;--box:#f2f6fb;--line:#3566a8;--host:#e9e9ec;--import:#fdeed9;
background:var(--paper)}
@media(prefers-color-scheme:dark){svg{--ink:#e8eaed;--soft:#a3abb5;--paper:#14171b;--box:#1d2733;--line:#7fb0ef;
--host:#2a2d33;--import:#40311c}}
rect{fill:var(--box);stroke:var(--line)}.host{fill:var(--host)}.import{fill:var(--import)}
.name{font-weight:600}.soft{fill:var(--soft)}
path{fill:none;stroke:var(--line);stroke-width:1.4}.faint{stroke-dasharray:4 3}
.label{font-size:11px;stroke:var(--paper);stroke-width:3px;paint-order:stroke;stroke-linejoin:round}
marker path{fill:var(--line);stroke:none}";

pub fn svg(graph: &Graph, title: &str) -> String {
    let Layout {
        boxes,
        lines,
        width,
        height,
    } = layout(graph);
    let title = xml(title);
    let mut out = vec![
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-label=\"{title}\">"
        ),
        format!("<title>{title}</title>"),
        format!("<style>{STYLE}</style>"),
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>"
            .into(),
    ];
    out.extend(lines.iter().map(|line| self::line(graph, line)));
    out.extend(boxes.iter().map(|placed| self::placed(graph, placed)));
    // The labels last, over every line.
    out.extend(lines.iter().map(|line| label(graph, line)));
    out.push("</svg>".into());
    out.join("\n")
}

fn line(graph: &Graph, line: &Line) -> String {
    let kind = graph.edges.get(line.edge).map(|edge| edge.kind);
    let class = if kind == Some(EdgeKind::Calls) {
        ""
    } else {
        " class=\"faint\""
    };
    let (x, y) = line.from;
    format!(
        "<path{class} d=\"M{x} {y}H{}V{}\" marker-end=\"url(#tip)\"/>",
        line.bend, line.to
    )
}

fn label(graph: &Graph, line: &Line) -> String {
    let Some(edge) = graph.edges.get(line.edge) else {
        return String::new();
    };
    let (x, y) = line.from;
    let (x, anchor) = if line.goes_back {
        (x - 8, "end")
    } else {
        (x + 8, "start")
    };
    let text = if edge.kind == EdgeKind::Contains {
        "contains".into()
    } else {
        short(&edge.through, 36)
    };
    let functions: Vec<&str> = edge.functions.iter().map(|function| function.name.as_str()).collect();
    let full = format!("{}: {}. {}", edge.through, extent(edge), functions.join(", "));
    format!(
        "<text class=\"label\" x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">{}<title>{}</title></text>",
        y - 5,
        xml(&text),
        xml(&full)
    )
}

fn placed(graph: &Graph, placed: &Placed) -> String {
    let Placed { party, x, y, height } = placed;
    let (class, below) = match party {
        Party::Host => (" class=\"host\"", "whoever runs the file".to_string()),
        Party::Import(_) => (" class=\"import\"", "brought by the host".into()),
        Party::Component(at) => ("", graph.components.get(*at).map(facts).unwrap_or_default()),
    };
    let name = graph.name(*party);
    let (left, middle) = (x + 12, y + height / 2);
    format!(
        "<g><title>{}</title><rect{class} x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{height}\" rx=\"6\"/>\
         <text class=\"name\" x=\"{left}\" y=\"{}\">{}</text><text class=\"soft\" x=\"{left}\" y=\"{}\">{}</text></g>",
        xml(name),
        middle - 3,
        xml(&short(name, 24)),
        middle + 14,
        xml(&short(&below, 26)),
    )
}

/// The end of a name tells more than its start.
fn short(name: &str, most: usize) -> String {
    let count = name.chars().count();
    match count > most {
        true => std::iter::once('…')
            .chain(name.chars().skip(count - most + 1))
            .collect(),
        false => name.to_string(),
    }
}
