//! The graph: components, what the host brings and gets, and the edges between them.

use std::ops::Range;

use crate::read::Tool;

pub struct Graph {
    /// Of the file.
    pub bytes: usize,
    /// Those with code in them or below them, each after the one it lies in; the first one is the file itself.
    pub components: Vec<Component>,
    /// What the host brings.
    pub imports: Vec<Import>,
    /// What the host gets.
    pub exports: Vec<Export>,
    pub edges: Vec<Edge>,
}

/// An instance of a component.
pub struct Component {
    /// Unlike any other's: the names from the outside in, `/` between them, without the file's own.
    pub name: String,
    pub parent: Option<usize>,
    /// The same number: made of the same bytes, so that they do the same.
    pub kind: usize,
    /// None where the host brings the component.
    pub bytes: Option<usize>,
    /// Where in the file it lies; instances of one component lie in the same place.
    pub range: Option<Range<usize>>,
    pub languages: Vec<String>,
    pub tools: Vec<Tool>,
    /// Without code of its own it only holds others.
    pub has_code: bool,
}

pub struct Import {
    pub name: String,
    /// The interface that it says it is, where the name is another.
    pub implements: Option<String>,
    /// False: types and nothing else, so that having it is having nothing.
    pub has_authority: bool,
}

pub struct Export {
    pub name: String,
    pub has_authority: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// Whoever runs the file.
    Host,
    Component(usize),
    Import(usize),
}

/// `from` has `to` in its hands.
pub struct Edge {
    pub from: Party,
    pub to: Party,
    pub kind: EdgeKind,
    /// The name under which `from` has it: an argument's, or an export's where `from` is the host.
    pub through: String,
    pub functions: Vec<Function>,
    /// Resources of `to`'s whose type `from` was given: it can hold handles to them, and drop them.
    pub resources: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// It can call functions.
    Calls,
    /// It can hold handles, though it was given no function of the one that they belong to.
    Holds,
    /// It runs code that the host brings.
    Runs,
    /// The one lies in the other, which made it and can do with it what it wants.
    Contains,
}

pub struct Function {
    pub name: String,
    /// Whether the caller's code is linked to it. What isn't can be called after the next build.
    pub is_used: bool,
    /// Handles that a call hands over, and those that come back.
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

    /// The components that lie in this one, at any depth, and itself.
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

    /// The innermost component at a place in the file; of several instances of one component, the first.
    pub fn part_at(&self, offset: usize) -> Option<&Component> {
        let around = |component: &&Component| component.range.as_ref().is_some_and(|range| range.contains(&offset));
        let length = |component: &&Component| component.bytes;
        self.components.iter().filter(around).min_by_key(length)
    }

    /// The component behind what the host gets under this name.
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

/// How a policy and every output call whoever runs the file. No component has this name.
pub const HOST: &str = "host";
