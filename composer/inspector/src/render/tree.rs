//! A tree for a terminal.

use super::facts::{extent, facts, handles, reached, size};
use crate::graph::{Edge, EdgeKind, Graph, Party};
use crate::reach::Map;
use escape::inert;

pub fn tree(graph: &Graph) -> String {
    let mut tree = Tree {
        graph,
        map: Map::new(graph),
        out: Vec::new(),
    };
    let acting = graph.components.iter().filter(|component| component.has_code).count();
    let components = if acting == 1 { "component" } else { "components" };
    tree.out
        .push(format!("{}, {acting} {components} with code", size(graph.bytes)));
    tree.host();
    tree.out.push(String::new());
    if !graph.components.is_empty() {
        tree.component(0, "", "");
    }
    tree.out.join("\n")
}

struct Tree<'g> {
    graph: &'g Graph,
    map: Map<'g>,
    out: Vec<String>,
}

impl Tree<'_> {
    /// What the host provides and gets.
    fn host(&mut self) {
        let graph = self.graph;
        self.out.push(String::new());
        self.out.push("host".into());
        let imports = |has_authority| {
            graph
                .imports
                .iter()
                .filter(move |import| import.has_authority == has_authority)
        };
        for import in imports(true) {
            let implements = import
                .implements
                .as_ref()
                .map(|name| format!(" ({name})"))
                .unwrap_or_default();
            self.out
                .push(format!("  provides {}{}", inert(&import.name), inert(&implements)));
        }
        if imports(true).next().is_none() {
            self.out.push("  provides no function".into());
        }
        for import in imports(false) {
            self.out.push(format!("  provides {}: types only", inert(&import.name)));
        }
        for (_, edge) in graph.edges_from(Party::Host) {
            self.out.push(format!("  calls {}", self.edge(edge)));
        }
    }

    fn component(&mut self, at: usize, first: &str, rest: &str) {
        let graph = self.graph;
        let Some(component) = graph.components.get(at) else {
            return;
        };
        let name = component.name.rsplit('/').next().unwrap_or_default();
        self.out
            .push(format!("{first}{}  {}", inert(name), inert(&facts(component))));
        let children: Vec<usize> = (0..graph.components.len())
            .filter(|child| graph.components[*child].parent == Some(at))
            .collect();
        let bar = if children.is_empty() { "    " } else { "│   " };
        let mut lines = Vec::new();
        for (_, edge) in graph
            .edges_from(Party::Component(at))
            .filter(|(_, edge)| edge.kind != EdgeKind::Contains)
        {
            lines.push(self.edge(edge));
        }
        if component.has_code {
            lines.push(self.reach(at));
        }
        self.out
            .extend(lines.into_iter().map(|line| format!("{rest}{bar}{line}")));
        for (number, child) in children.iter().enumerate() {
            let (first, next) = if number + 1 == children.len() {
                ("└── ", "    ")
            } else {
                ("├── ", "│   ")
            };
            self.component(*child, &format!("{rest}{first}"), &format!("{rest}{next}"));
        }
    }

    fn edge(&self, edge: &Edge) -> String {
        let to = match edge.to {
            Party::Import(_) if self.graph.name(edge.to) == edge.through => "host".to_string(),
            Party::Import(_) => format!("host, {}", self.graph.name(edge.to)),
            _ => self.graph.name(edge.to).to_string(),
        };
        let mut text = format!("{} → {to} ({})", edge.through, extent(edge));
        let handles = handles(self.graph, edge);
        if !handles.is_empty() {
            text.push_str(&format!(", handles: {}", handles.join(", ")));
        }
        inert(&text)
    }

    fn reach(&self, at: usize) -> String {
        let (components, imports) = reached(self.graph, &self.map, Party::Component(at));
        let list = |names: Vec<String>, none: &str| {
            if names.is_empty() {
                none.to_string()
            } else {
                names.join(", ")
            }
        };
        let components = list(components, "no other component");
        inert(&format!("reaches {components}; {}", list(imports, "no import")))
    }
}
