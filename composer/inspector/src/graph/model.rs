//! The graph: components, what the host provides and gets, and the edges between them.

use std::ops::Range;

use crate::read::Tool;

pub struct Graph {
    /// The size of the file.
    pub bytes: usize,
    /// The components with code in or below them. A container comes before its parts, and the first is the file itself.
    pub components: Vec<Component>,
    /// What the host provides.
    pub imports: Vec<Import>,
    /// What the host gets.
    pub exports: Vec<Export>,
    pub edges: Vec<Edge>,
}

/// An instance of a component.
pub struct Component {
    /// Unique: the names from the outside in, joined by `/`, without the file's own.
    pub name: String,
    pub parent: Option<usize>,
    /// Components with the same number have the same bytes, so they do the same.
    pub kind: usize,
    /// None if the host provides the component.
    pub bytes: Option<usize>,
    /// Its place in the file; instances of one component share it.
    pub range: Option<Range<usize>>,
    pub languages: Vec<String>,
    pub tools: Vec<Tool>,
    /// Whether it has code of its own. Otherwise it only contains other components.
    pub has_code: bool,
}

pub struct Import {
    pub name: String,
    /// The interface that it says it implements, if its name is a different one.
    pub implements: Option<String>,
    /// False if it holds only types, which give nothing.
    pub has_authority: bool,
}

pub struct Export {
    pub name: String,
    pub has_authority: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The host that runs the file.
    Host,
    Component(usize),
    Import(usize),
}

/// What `from` can do with `to`.
pub struct Edge {
    pub from: Party,
    pub to: Party,
    pub kind: EdgeKind,
    /// The name under which `from` has it: an argument's, or an export's if `from` is the host.
    pub through: String,
    pub functions: Vec<Function>,
    /// Resources of `to` whose types `from` was given: it can hold handles to them, and drop them.
    pub resources: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// It can call functions.
    Calls,
    /// It can hold handles, but was given no function of the resource's owner.
    Holds,
    /// It runs code that the host provides.
    Runs,
    /// The container made the part and can do anything with it.
    Contains,
}

pub struct Function {
    pub name: String,
    /// Whether the caller's code is linked to it. If it isn't, a later build of the caller could call it.
    pub is_used: bool,
    /// Handles that are passed in a call, and those that are returned.
    pub takes: Vec<Handle>,
    pub gives: Vec<Handle>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handle {
    pub resource: String,
    pub owner: Party,
}

impl Graph {
    pub fn name(&self, party: Party) -> &str {
        let name = match party {
            Party::Host => None,
            Party::Component(at) => self.components.get(at).map(|component| component.name.as_str()),
            Party::Import(at) => self.imports.get(at).map(|import| import.name.as_str()),
        };
        name.unwrap_or(HOST)
    }

    /// This component and all components inside it, at any depth.
    pub fn within(&self, outer: usize) -> Vec<usize> {
        let lies_in = |mut at: usize| loop {
            match self.components.get(at) {
                _ if at == outer => return true,
                Some(Component {
                    parent: Some(parent), ..
                }) => at = *parent,
                _ => return false,
            }
        };
        (0..self.components.len()).filter(|at| lies_in(*at)).collect()
    }

    /// The innermost component at an offset in the file; the first of several instances of one component.
    pub fn part_at(&self, offset: usize) -> Option<&Component> {
        let around = |component: &&Component| component.range.as_ref().is_some_and(|range| range.contains(&offset));
        let length = |component: &&Component| component.bytes;
        self.components.iter().filter(around).min_by_key(length)
    }

    /// The component that implements the export of this name.
    pub fn exporter(&self, export: &str) -> Option<&Component> {
        let edge = self.edges_from(Party::Host).find(|(_, edge)| edge.through == export);
        match edge?.1.to {
            Party::Component(at) => self.components.get(at),
            _ => None,
        }
    }

    pub fn edges_from(&self, party: Party) -> impl Iterator<Item = (usize, &Edge)> {
        self.edges
            .iter()
            .enumerate()
            .filter(move |(_, edge)| edge.from == party)
    }
}

/// The name of the host in policies and outputs. No component has it.
pub const HOST: &str = "host";
