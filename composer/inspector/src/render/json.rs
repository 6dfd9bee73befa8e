//! JSON for programs. Keys keep their meaning; new ones may be added.

use serde::Serialize;

use super::facts::reached;
use crate::graph::{self, EdgeKind, Graph, Party, Tool};
use crate::reach::Map;

#[derive(Serialize)]
struct Document<'g> {
    bytes: usize,
    components: Vec<Component<'g>>,
    imports: Vec<Import<'g>>,
    exports: Vec<Export<'g>>,
    edges: Vec<Edge<'g>>,
}

#[derive(Serialize)]
struct Component<'g> {
    name: &'g str,
    parent: Option<&'g str>,
    languages: &'g [String],
    tools: &'g [Tool],
    /// None if the host provides it.
    bytes: Option<usize>,
    has_code: bool,
    /// Everything that it can reach, directly or through others.
    reaches: Reaches,
}

#[derive(Serialize)]
struct Reaches {
    components: Vec<String>,
    imports: Vec<String>,
}

#[derive(Serialize)]
struct Import<'g> {
    name: &'g str,
    implements: Option<&'g str>,
    /// False if it holds only types.
    has_authority: bool,
}

#[derive(Serialize)]
struct Export<'g> {
    name: &'g str,
    has_authority: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum End<'g> {
    Host,
    Component(&'g str),
    Import(&'g str),
}

#[derive(Serialize)]
struct Edge<'g> {
    from: End<'g>,
    to: End<'g>,
    kind: &'static str,
    through: &'g str,
    functions: Vec<Function<'g>>,
    resources: &'g [String],
}

#[derive(Serialize)]
struct Function<'g> {
    name: &'g str,
    is_used: bool,
    takes: Vec<Handle<'g>>,
    gives: Vec<Handle<'g>>,
}

#[derive(Serialize)]
struct Handle<'g> {
    resource: &'g str,
    owner: End<'g>,
}

/// Indented; no line break at the end.
pub fn json<'g>(graph: &'g Graph) -> serde_json::Result<String> {
    let map = Map::new(graph);
    let component = |(at, component): (usize, &'g graph::Component)| {
        let (components, imports) = reached(graph, &map, Party::Component(at));
        Component {
            name: &component.name,
            parent: component.parent.map(|parent| graph.name(Party::Component(parent))),
            languages: &component.languages,
            tools: &component.tools,
            bytes: component.bytes,
            has_code: component.has_code,
            reaches: Reaches { components, imports },
        }
    };
    let document = Document {
        bytes: graph.bytes,
        components: graph.components.iter().enumerate().map(component).collect(),
        imports: graph.imports.iter().map(Import::from).collect(),
        exports: graph.exports.iter().map(Export::from).collect(),
        edges: graph.edges.iter().map(|edge| Edge::of(graph, edge)).collect(),
    };
    let lines = serde_json::to_string_pretty(&document)?;
    Ok(lines.lines().map(escape::inert_json).collect::<Vec<_>>().join("\n"))
}

impl<'g> From<&'g graph::Import> for Import<'g> {
    fn from(import: &'g graph::Import) -> Self {
        let implements = import.implements.as_deref();
        Import {
            name: &import.name,
            implements,
            has_authority: import.has_authority,
        }
    }
}

impl<'g> From<&'g graph::Export> for Export<'g> {
    fn from(export: &'g graph::Export) -> Self {
        Export {
            name: &export.name,
            has_authority: export.has_authority,
        }
    }
}

impl<'g> End<'g> {
    fn of(graph: &'g Graph, party: Party) -> Self {
        match party {
            Party::Host => End::Host,
            Party::Component(_) => End::Component(graph.name(party)),
            Party::Import(_) => End::Import(graph.name(party)),
        }
    }
}

impl<'g> Edge<'g> {
    fn of(graph: &'g Graph, edge: &'g graph::Edge) -> Self {
        let handles = |handles: &'g [graph::Handle]| {
            let handle = |handle: &'g graph::Handle| Handle {
                resource: &handle.resource,
                owner: End::of(graph, handle.owner),
            };
            handles.iter().map(handle).collect()
        };
        let function = |function: &'g graph::Function| Function {
            name: &function.name,
            is_used: function.is_used,
            takes: handles(&function.takes),
            gives: handles(&function.gives),
        };
        Edge {
            from: End::of(graph, edge.from),
            to: End::of(graph, edge.to),
            kind: match edge.kind {
                EdgeKind::Calls => "calls",
                EdgeKind::Holds => "holds",
                EdgeKind::Runs => "runs",
                EdgeKind::Contains => "contains",
            },
            through: &edge.through,
            functions: edge.functions.iter().map(function).collect(),
            resources: &edge.resources,
        }
    }
}
