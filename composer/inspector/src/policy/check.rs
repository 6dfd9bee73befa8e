//! Checks a graph against the rules.

use std::collections::BTreeSet;
use std::ops::Range;

use super::file::{Names, NoPath, Policy, PolicyError};
use super::pattern::matches_interface;
use super::select::{allowed, forbidden, is_import, subjects, with_insides};
use crate::graph::{Edge, Graph, Import, Party};
use crate::reach::Map;
use escape::inert;

/// A broken rule, and the path that breaks it.
pub struct Breach<'g> {
    /// What is reached although the rule forbids it.
    pub what: String,
    /// The place of the rule in its file.
    pub line: usize,
    pub column: usize,
    /// The reason for the rule, as the policy gives it.
    pub because: Option<String>,
    /// Each edge starts where the one before ends. Empty if a forbidden import exists but no component was given it.
    pub path: Vec<&'g Edge>,
}

impl Policy {
    /// All breaches, in the order of the rules.
    pub fn check<'g>(&self, graph: &'g Graph) -> Result<Vec<Breach<'g>>, PolicyError> {
        check(self, graph)
    }
}

fn check<'g>(policy: &Policy, graph: &'g Graph) -> Result<Vec<Breach<'g>>, PolicyError> {
    let rules = &policy.rules;
    let mut check = Check {
        policy,
        graph,
        map: Map::new(graph),
        breaches: Vec::new(),
    };
    if let Some(rule) = &rules.no_imports {
        check.imports(rule.span(), |_| false);
    }
    if let Some(rule) = &rules.only_imports {
        check.imports(rule.span(), |import| {
            rule.get_ref().0.iter().any(|pattern| is_import(pattern, import))
        });
    }
    if let Some(rule) = &rules.only_exports {
        check.exports(rule.span(), rule.get_ref());
    }
    for rule in &rules.deny {
        let (from, reach) = (&rule.get_ref().from, &rule.get_ref().reach);
        let from = subjects(policy, graph, from)?;
        let to = forbidden(policy, graph, reach)?;
        check.reaches(rule.span(), rule.get_ref().because.as_deref(), &from, &to);
    }
    for rule in &rules.only {
        let from = subjects(policy, graph, &rule.get_ref().from)?;
        let mut allowed = allowed(policy, graph, &rule.get_ref().reach)?;
        allowed.extend(with_insides(graph, &from));
        check.strays(rule.span(), rule.get_ref().because.as_deref(), &from, &allowed);
    }
    for rule in &rules.no_path {
        let NoPathSides { from, to } = no_path_sides(policy, graph, rule.get_ref())?;
        check.reaches(rule.span(), rule.get_ref().because.as_deref(), &from, &to);
    }
    Ok(check.breaches)
}

struct NoPathSides {
    from: BTreeSet<Party>,
    to: BTreeSet<Party>,
}

fn no_path_sides(policy: &Policy, graph: &Graph, rule: &NoPath) -> Result<NoPathSides, PolicyError> {
    let mut from = subjects(policy, graph, &rule.from)?;
    let to = with_insides(graph, &subjects(policy, graph, &rule.to)?);
    if to.contains(&Party::Host) {
        let message = "found `host`, expected a component: components call the host only through imports";
        return Err(policy.error(rule.to.span(), message.into()));
    }
    // A component may reach itself.
    from.retain(|party| !to.contains(party));
    if from.is_empty() {
        let message = "found the same component on both sides, expected two";
        return Err(policy.error(rule.from.span(), message.into()));
    }
    Ok(NoPathSides { from, to })
}

struct Check<'p, 'g> {
    policy: &'p Policy,
    graph: &'g Graph,
    map: Map<'g>,
    breaches: Vec<Breach<'g>>,
}

impl<'g> Check<'_, 'g> {
    fn imports(&mut self, span: Range<usize>, is_fine: impl Fn(&Import) -> bool) {
        for (at, import) in self.graph.imports.iter().enumerate() {
            if !import.has_authority || is_fine(import) {
                continue;
            }
            let wanting = |edge: &&Edge| edge.to == Party::Import(at) && edge.from != Party::Host;
            let edges: Vec<&'g Edge> = self.graph.edges.iter().filter(wanting).collect();
            let name = inert(&import.name);
            if edges.is_empty() {
                self.breach(
                    span.clone(),
                    None,
                    format!("the host must provide `{name}`, which no component uses"),
                    vec![],
                );
            }
            for edge in edges {
                let wanting = self.graph.name(edge.from);
                self.breach(
                    span.clone(),
                    None,
                    format!("`{wanting}` has the import `{name}`"),
                    vec![edge],
                );
            }
        }
    }

    fn exports(&mut self, span: Range<usize>, allowed: &Names) {
        for export in self.graph.exports.iter().filter(|export| export.has_authority) {
            if allowed.0.iter().any(|pattern| matches_interface(pattern, &export.name)) {
                continue;
            }
            let edges = self.graph.edges_from(Party::Host).map(|(_, edge)| edge);
            for edge in edges.filter(|edge| edge.through == export.name) {
                let (name, to) = (inert(&export.name), inert(self.graph.name(edge.to)));
                self.breach(
                    span.clone(),
                    None,
                    format!("the host gets `{to}` by the export `{name}`"),
                    vec![edge],
                );
            }
        }
    }

    /// Searches from each start separately, since a path from one says nothing about the others.
    fn reaches(&mut self, span: Range<usize>, because: Option<&str>, from: &BTreeSet<Party>, to: &BTreeSet<Party>) {
        for start in from {
            let reach = self.map.reach(&[*start], |party| to.contains(&party));
            for party in reach.parties().iter().filter(|party| to.contains(party)) {
                let what = self.what(*start, *party);
                self.breach(span.clone(), because, what, reach.path(*party));
            }
        }
    }

    fn strays(&mut self, span: Range<usize>, because: Option<&str>, from: &BTreeSet<Party>, allowed: &BTreeSet<Party>) {
        for start in from {
            let reach = self.map.reach(&[*start], |party| !allowed.contains(&party));
            for party in reach.parties().iter().filter(|party| !allowed.contains(party)) {
                let what = self.what(*start, *party);
                self.breach(span.clone(), because, what, reach.path(*party));
            }
        }
    }

    fn what(&self, from: Party, to: Party) -> String {
        let import = if matches!(to, Party::Import(_)) {
            "the import "
        } else {
            ""
        };
        let mut who = format!("`{}`", self.graph.name(from));
        // The rule applies because both have the same bytes; say so, since the policy names the other.
        let components = &self.graph.components;
        if let Party::Component(at) = from
            && let Some(first) = components.iter().position(|other| components[at].kind == other.kind)
            && first != at
        {
            who.push_str(&format!(
                ", which is `{}` once more,",
                self.graph.name(Party::Component(first))
            ));
        }
        format!("{who} can reach {import}`{}`", inert(self.graph.name(to)))
    }

    fn breach(&mut self, span: Range<usize>, because: Option<&str>, what: String, path: Vec<&'g Edge>) {
        let (line, column) = self.policy.position(span);
        self.breaches.push(Breach {
            what,
            line,
            column,
            because: because.map(inert),
            path,
        });
    }
}
