//! Places for a drawing: every party has a row and a column of its own, on a diagonal, callers before those they call.
//! A line leaves its box to the side, and comes to the other from above, or from below where it goes back; so no line
//! ever crosses a box, and every label has a free place beside the line it belongs to.

use crate::graph::{EdgeKind, Graph, Party};

pub struct Layout {
    pub boxes: Vec<Placed>,
    pub lines: Vec<Line>,
    pub width: usize,
    pub height: usize,
}

pub struct Placed {
    pub party: Party,
    pub x: usize,
    pub y: usize,
    pub height: usize,
}

pub struct Line {
    /// Of the graph's edges.
    pub edge: usize,
    /// Where it leaves the side of a box, where it bends, and where it comes to the other.
    pub from: (usize, usize),
    pub bend: usize,
    pub to: usize,
    pub goes_back: bool,
}

pub const WIDTH: usize = 196;
const STEP: usize = 286;
const LEAST_HEIGHT: usize = 52;
const LANE: usize = 22;
const GAP: usize = 26;
const MARGIN: usize = 20;

pub fn layout(graph: &Graph) -> Layout {
    let order = order(graph);
    let row = |party: Party| order.iter().position(|other| *other == party);
    let shown: Vec<(usize, usize, usize)> = graph
        .edges
        .iter()
        .enumerate()
        .filter_map(|(number, edge)| Some((number, row(edge.from)?, row(edge.to)?)))
        .filter(|(_, from, to)| from != to)
        .collect();
    let leaving = |at: usize| shown.iter().filter(|(_, from, _)| *from == at).count();
    let mut boxes = Vec::new();
    let mut y = MARGIN;
    for (at, party) in order.iter().enumerate() {
        let height = LEAST_HEIGHT.max((leaving(at) + 1) * LANE);
        boxes.push(Placed {
            party: *party,
            x: MARGIN + at * STEP,
            y,
            height,
        });
        y += height + GAP;
    }
    let (mut left, mut arrived) = (vec![0; order.len()], vec![0; order.len()]);
    let mut lines = Vec::new();
    for (edge, from, to) in &shown {
        let (start, end) = (&boxes[*from], &boxes[*to]);
        let goes_back = to < from;
        left[*from] += 1;
        // As many as fit side by side; those that don't share a place.
        let bend = end.x + WIDTH - 14 - (arrived[*to] % 13) * 12;
        arrived[*to] += 1;
        lines.push(Line {
            edge: *edge,
            from: (
                if goes_back { start.x } else { start.x + WIDTH },
                start.y + left[*from] * LANE,
            ),
            bend,
            to: if goes_back { end.y + end.height } else { end.y },
            goes_back,
        });
    }
    let width = order.len().saturating_sub(1) * STEP + WIDTH + 2 * MARGIN;
    Layout {
        boxes,
        lines,
        width,
        height: y - GAP + MARGIN,
    }
}

/// The host, then components, callers first, then what the host brings. Who only holds others isn't drawn: the names
/// say what lies in it.
fn order(graph: &Graph) -> Vec<Party> {
    let drawn = |party: Party| match party {
        Party::Host => true,
        Party::Component(at) => {
            let is_owner = |edge: &crate::graph::Edge| edge.to == party && edge.kind != EdgeKind::Contains;
            graph.components.get(at).is_some_and(|component| component.has_code) || graph.edges.iter().any(is_owner)
        }
        Party::Import(at) => graph.imports.get(at).is_some_and(|import| import.has_authority),
    };
    // Depth first; whoever is done with is put before those it calls.
    let mut following: Vec<Vec<Party>> = vec![Vec::new(); graph.components.len() + 1];
    for edge in &graph.edges {
        match (edge.from, edge.to) {
            (Party::Host, Party::Component(_)) => following[0].push(edge.to),
            (Party::Component(at), Party::Component(_)) => following[at + 1].push(edge.to),
            _ => {}
        }
    }
    let place = |party: Party| if let Party::Component(at) = party { at + 1 } else { 0 };
    let mut seen = vec![false; graph.components.len() + 1];
    let mut done = Vec::new();
    let starts = std::iter::once(Party::Host).chain((0..graph.components.len()).map(Party::Component));
    for start in starts {
        let mut stack = vec![(start, 0)];
        if std::mem::replace(&mut seen[place(start)], true) {
            continue;
        }
        while let Some((party, next)) = stack.pop() {
            match following[place(party)].get(next) {
                Some(to) => {
                    stack.push((party, next + 1));
                    if !std::mem::replace(&mut seen[place(*to)], true) {
                        stack.push((*to, 0));
                    }
                }
                None => done.push(party),
            }
        }
    }
    done.reverse();
    done.sort_by_key(|party| *party != Party::Host);
    done.extend((0..graph.imports.len()).map(Party::Import));
    done.retain(|party| drawn(*party));
    done
}
