//! Finds the components and imports that the names in a policy refer to.

use std::collections::BTreeSet;

use toml::Spanned;

use super::file::{Names, Policy, PolicyError};
use super::pattern::{matches, matches_interface};
use crate::graph::{Component, Graph, HOST, Import, Party};

/// The subjects of a rule: `host`, or components. A rule for a component applies to every instance of the same bytes.
pub fn subjects(policy: &Policy, graph: &Graph, names: &Spanned<Names>) -> Result<BTreeSet<Party>, PolicyError> {
    not_empty(policy, names)?;
    let mut found = BTreeSet::new();
    for name in &names.get_ref().0 {
        let matched = match name.as_str() {
            HOST => BTreeSet::from([Party::Host]),
            name => components(graph, name),
        };
        if matched.is_empty() {
            return Err(policy.error(names.span(), unknown(graph, name)));
        }
        found.extend(matched);
    }
    Ok(found)
}

/// What a rule forbids: components with their parts, and imports under any name that a component has for them. A
/// pattern of interfaces may match nothing. A plain name must match, because the rule would protect nothing otherwise.
pub fn forbidden(policy: &Policy, graph: &Graph, names: &Spanned<Names>) -> Result<BTreeSet<Party>, PolicyError> {
    not_empty(policy, names)?;
    let mut found = BTreeSet::new();
    for name in &names.get_ref().0 {
        let mut matched = objects(policy, graph, names, name)?;
        // A component may have been given an import under another name, such as the interface that is denied.
        let given = graph.edges.iter().filter(|edge| matches!(edge.to, Party::Import(_)));
        matched.extend(
            given
                .filter(|edge| matches_interface(name, &edge.through))
                .map(|edge| edge.to),
        );
        found.extend(matched);
    }
    Ok(found)
}

/// What a rule allows: the same, but an import only by its own name. The list may be empty.
pub fn allowed(policy: &Policy, graph: &Graph, names: &Spanned<Names>) -> Result<BTreeSet<Party>, PolicyError> {
    let mut found = BTreeSet::new();
    for name in &names.get_ref().0 {
        found.extend(objects(policy, graph, names, name)?);
    }
    Ok(found)
}

fn objects(policy: &Policy, graph: &Graph, names: &Spanned<Names>, name: &str) -> Result<BTreeSet<Party>, PolicyError> {
    let mut matched = BTreeSet::new();
    let is_interface = name.contains(':') || name == "*";
    if !is_interface {
        matched.extend(with_insides(graph, &components(graph, name)));
    }
    let imports = graph
        .imports
        .iter()
        .enumerate()
        .filter(|(_, import)| is_import(name, import));
    matched.extend(imports.map(|(at, _)| Party::Import(at)));
    match matched.is_empty() && !is_interface && !name.contains('*') {
        true => Err(policy.error(names.span(), unknown(graph, name))),
        false => Ok(matched),
    }
}

fn not_empty(policy: &Policy, names: &Spanned<Names>) -> Result<(), PolicyError> {
    match names.get_ref().0.is_empty() {
        true => Err(policy.error(
            names.span(),
            "found an empty list, expected a name: the rule is about nothing".into(),
        )),
        false => Ok(()),
    }
}

/// These parties, with everything inside the components.
pub fn with_insides(graph: &Graph, parties: &BTreeSet<Party>) -> BTreeSet<Party> {
    let inside = parties.iter().flat_map(|party| match party {
        Party::Component(at) => graph.within(*at).into_iter().map(Party::Component).collect(),
        other => vec![*other],
    });
    inside.collect()
}

pub fn is_import(pattern: &str, import: &Import) -> bool {
    let mut names = std::iter::once(&import.name).chain(&import.implements);
    names.any(|name| matches_interface(pattern, name))
}

fn components(graph: &Graph, pattern: &str) -> BTreeSet<Party> {
    let named = |component: &&Component| {
        let last = component.name.rsplit('/').next().unwrap_or_default();
        // `name` also refers to `name#2`.
        let plain = last.split('#').next().unwrap_or_default();
        matches(pattern, &component.name) || [last, plain].contains(&pattern)
    };
    // A pattern matches components with code. A mere container must be named in full.
    let acts = |component: &&Component| component.has_code || !pattern.contains('*');
    let kinds: BTreeSet<usize> = graph
        .components
        .iter()
        .filter(named)
        .filter(acts)
        .map(|component| component.kind)
        .collect();
    let of_kind = graph
        .components
        .iter()
        .enumerate()
        .filter(|(_, component)| kinds.contains(&component.kind));
    of_kind.map(|(at, _)| Party::Component(at)).collect()
}

fn unknown(graph: &Graph, name: &str) -> String {
    let mut known: Vec<&str> = graph
        .components
        .iter()
        .map(|component| component.name.as_str())
        .collect();
    known.push(HOST);
    let nearest = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(known, name), *known))
        .min();
    let hint = match nearest {
        Some((distance, nearest)) if distance <= 1 + name.len() / 3 => format!(" (did you mean `{nearest}`?)"),
        _ => String::new(),
    };
    const SHOWN: usize = 20;
    let mut list: Vec<String> = known.iter().take(SHOWN).map(|known| format!("`{known}`")).collect();
    if known.len() > SHOWN {
        list.push(format!("{} more", known.len() - SHOWN));
    }
    format!("found `{name}`{hint}, expected one of {}", list.join(", "))
}
