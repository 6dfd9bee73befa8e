//! One graph for every way to write a composition.
//!
//! wac creates nodes and edges in the order in which a file names them, and encodes them in that order. Here they are
//! created again: imports and named instances in the order of their statements, and the arguments of an instance in the
//! order in which its component imports them. What no export needs is left out.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, anyhow};
use wac_graph::types::ItemKind;
use wac_graph::{CompositionGraph, NodeId, NodeKind};

use crate::composition::Composition;

pub fn normalise(composition: &Composition) -> Result<CompositionGraph> {
    let old = &composition.graph;
    let mut new = CompositionGraph::new();
    *new.types_mut() = old.types().clone();
    for package in old.packages() {
        new.register_package(package.clone())?;
    }
    let mut copy = Copy {
        composition,
        new,
        nodes: HashMap::new(),
    };
    let mut exports = Vec::new();
    for name in &composition.exports {
        let node = old.get_export(name);
        exports.push((name, node.ok_or_else(|| anyhow!("found no export `{name}`"))?));
    }
    let mut used = HashSet::new();
    for (_, node) in &exports {
        follow(composition, *node, &mut used);
    }
    let is_wanted = |id: &NodeId| match old[*id].kind() {
        NodeKind::Definition => true,
        NodeKind::Import(_) | NodeKind::Instantiation(_) => used.contains(id) && old[*id].name().is_some(),
        NodeKind::Alias => false,
    };
    for id in old.node_ids().filter(is_wanted) {
        copy.node(id)?;
    }
    for (name, node) in exports {
        let node = copy.node(node)?;
        if copy.new[node].export_name() != Some(name) {
            copy.new.export(node, name)?;
        }
    }
    Ok(copy.new)
}

/// Adds the node, and all that it needs, to `used`.
fn follow(composition: &Composition, node: NodeId, used: &mut HashSet<NodeId>) {
    if !used.insert(node) {
        return;
    }
    let graph = &composition.graph;
    let source = graph.get_alias_source(node).map(|(source, _)| source);
    let arguments = graph.get_instantiation_arguments(node).map(|(_, source)| source);
    for needed in source.into_iter().chain(arguments) {
        follow(composition, needed, used);
    }
}

struct Copy<'a> {
    composition: &'a Composition,
    new: CompositionGraph,
    /// From nodes of the old graph to nodes of the new one.
    nodes: HashMap<NodeId, NodeId>,
}

impl Copy<'_> {
    fn node(&mut self, old: NodeId) -> Result<NodeId> {
        if let Some(new) = self.nodes.get(&old) {
            return Ok(*new);
        }
        let graph = &self.composition.graph;
        let node = &graph[old];
        let new = match node.kind() {
            NodeKind::Import(name) => self.new.import(name, node.item_kind())?,
            NodeKind::Definition => {
                let ItemKind::Type(ty) = node.item_kind() else {
                    return Err(anyhow!("found a definition of something other than a type"));
                };
                self.new.define_type(node.export_name().unwrap_or_default(), ty)?
            }
            NodeKind::Alias => {
                let source = graph.get_alias_source(old);
                let (source, export) = source.ok_or_else(|| anyhow!("found an alias of nothing"))?;
                let source = self.node(source)?;
                self.new.alias_instance_export(source, export)?
            }
            NodeKind::Instantiation(_) => self.instance(old)?,
        };
        if let Some(name) = node.name() {
            self.new.set_node_name(new, name);
        }
        self.nodes.insert(old, new);
        Ok(new)
    }

    fn instance(&mut self, old: NodeId) -> Result<NodeId> {
        let mut arguments = Vec::new();
        for name in self.composition.argument_names(old) {
            if let Some(source) = self.composition.argument(old, &name) {
                arguments.push((name, self.node(source)?));
            }
        }
        let graph = &self.composition.graph;
        let package = graph[old].package().map(|id| &graph[id]);
        let package = package.and_then(|package| self.new.get_package_by_name(package.name(), package.version()));
        let (package, _) = package.ok_or_else(|| anyhow!("found an instance of nothing"))?;
        let new = self.new.instantiate(package);
        for (name, source) in arguments {
            self.new.set_instantiation_argument(new, &name, source)?;
        }
        Ok(new)
    }
}
