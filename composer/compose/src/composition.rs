//! A composition as a graph, and what all edits of the graph need.

use anyhow::{Context, Result};
use wac_graph::types::ItemKind;
use wac_graph::{CompositionGraph, NodeId, NodeKind};

pub struct Composition {
    pub graph: CompositionGraph,
    /// The names of the exports, in their order.
    pub exports: Vec<String>,
}

impl Composition {
    /// The instance of this name.
    pub fn instance(&self, name: &str) -> Option<NodeId> {
        self.instances().find(|id| self.graph[*id].name() == Some(name))
    }

    pub fn instances(&self) -> impl Iterator<Item = NodeId> {
        let is_instance = |id: &NodeId| matches!(self.graph[*id].kind(), NodeKind::Instantiation(_));
        self.graph.node_ids().filter(is_instance)
    }

    /// Those exports of an instance that are used.
    pub fn used_exports(&self, instance: NodeId) -> Vec<NodeId> {
        let is_of_instance = |id: &NodeId| self.graph.get_alias_source(*id).is_some_and(|(of, _)| of == instance);
        self.graph.node_ids().filter(is_of_instance).collect()
    }

    /// The names of all exports of an instance.
    pub fn export_names(&self, instance: NodeId) -> Vec<String> {
        match self.graph[instance].item_kind() {
            ItemKind::Instance(id) => self.graph.types()[id].exports.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// The names of all arguments of an instance, in the order in which its component imports them.
    pub fn argument_names(&self, instance: NodeId) -> Vec<String> {
        match self.graph[instance].package() {
            Some(package) => self.graph.types()[self.graph[package].ty()]
                .imports
                .keys()
                .cloned()
                .collect(),
            None => Vec::new(),
        }
    }

    /// The value of an instance's argument.
    pub fn argument(&self, instance: NodeId, name: &str) -> Option<NodeId> {
        let mut arguments = self.graph.get_instantiation_arguments(instance);
        arguments.find(|(one, _)| *one == name).map(|(_, source)| source)
    }

    pub fn set_argument(&mut self, instance: NodeId, name: &str, source: NodeId) -> Result<()> {
        if let Some(old) = self.argument(instance, name) {
            self.graph.unset_instantiation_argument(instance, name, old)?;
        }
        let given = self.graph.set_instantiation_argument(instance, name, source);
        let named = self.graph[instance].name().unwrap_or_default();
        given.with_context(|| format!("`{named}` can't be given `{name}`"))
    }

    /// Replaces `old` by `new` wherever it is used: by instances and, if it is exported, by the host.
    pub fn redirect(&mut self, old: NodeId, new: NodeId) -> Result<()> {
        for instance in self.instances().collect::<Vec<_>>() {
            for name in self.argument_names(instance) {
                if self.argument(instance, &name) == Some(old) {
                    self.set_argument(instance, &name, new)?;
                }
            }
        }
        if let Some(name) = self.graph[old].export_name().map(String::from) {
            self.graph.unexport(old)?;
            self.graph.export(new, name)?;
        }
        Ok(())
    }
}
