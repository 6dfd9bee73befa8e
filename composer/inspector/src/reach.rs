//! Reach through any number of others: a caller can have the callee do whatever the callee can do.

use std::collections::VecDeque;

use crate::graph::{Edge, Graph, Party};

/// The edges that start from each party.
pub struct Map<'g> {
    graph: &'g Graph,
    from: Vec<Vec<usize>>,
}

/// What can be reached, nearest first, each with the edge that first reaches it.
pub struct Reach<'g> {
    graph: &'g Graph,
    reached: Vec<Party>,
    by: Vec<Option<usize>>,
}

impl<'g> Map<'g> {
    pub fn new(graph: &'g Graph) -> Map<'g> {
        let mut from = vec![Vec::new(); 1 + graph.components.len() + graph.imports.len()];
        for (number, edge) in graph.edges.iter().enumerate() {
            if let Some(edges) = from.get_mut(place(graph, edge.from)) {
                edges.push(number);
            }
        }
        Map { graph, from }
    }

    /// Searches from all of `starts`, and doesn't go beyond a party for which `ends` is true. The starts themselves
    /// don't count as reached.
    pub fn reach(&self, starts: &[Party], ends: impl Fn(Party) -> bool) -> Reach<'g> {
        let graph = self.graph;
        let mut seen = vec![false; self.from.len()];
        let mut by = vec![None; self.from.len()];
        let mut reached = Vec::new();
        let mut next: VecDeque<Party> = VecDeque::new();
        for start in starts {
            if !std::mem::replace(&mut seen[place(graph, *start)], true) {
                next.push_back(*start);
            }
        }
        while let Some(party) = next.pop_front() {
            for number in &self.from[place(graph, party)] {
                let Some(edge) = graph.edges.get(*number) else { continue };
                let to = place(graph, edge.to);
                if !std::mem::replace(&mut seen[to], true) {
                    by[to] = Some(*number);
                    reached.push(edge.to);
                    if !ends(edge.to) {
                        next.push_back(edge.to);
                    }
                }
            }
        }
        Reach { graph, reached, by }
    }
}

impl<'g> Reach<'g> {
    pub fn parties(&self) -> &[Party] {
        &self.reached
    }

    /// A shortest path to `to`, edge by edge; empty if it isn't reached.
    pub fn path(&self, to: Party) -> Vec<&'g Edge> {
        let mut path = Vec::new();
        let mut at = to;
        while let Some(edge) = self.by[place(self.graph, at)].and_then(|number| self.graph.edges.get(number)) {
            path.push(edge);
            at = edge.from;
        }
        path.reverse();
        path
    }
}

fn place(graph: &Graph, party: Party) -> usize {
    match party {
        Party::Host => 0,
        Party::Component(at) => 1 + at,
        Party::Import(at) => 1 + graph.components.len() + at,
    }
}
