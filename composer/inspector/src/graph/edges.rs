//! The edges of the graph: what each instance can reach through what it was given.

use std::collections::BTreeMap;

use super::model::{Edge, EdgeKind, Function, Handle, Party};
use crate::eval::{Component, Module, Origin, Resources, Type, Value, World};

/// What one party gets from another under one name.
#[derive(Default)]
struct Given {
    functions: Vec<Function>,
    resources: Vec<String>,
    runs: bool,
}

pub fn party(origin: Origin) -> Party {
    match origin {
        Origin::Instance(at) => Party::Component(at),
        Origin::Import(at) => Party::Import(at),
    }
}

/// The edges of the host and of the instances with code. An instance without code can't use what it was given; what it
/// passes on belongs to the receiver.
pub fn all(world: &World<'_>) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (name, value) in &world.exports {
        given(world, Party::Host, name, value, &mut edges);
    }
    for (at, instance) in world.instances.iter().enumerate() {
        let this = Party::Component(at);
        if instance.has_code {
            for (name, value) in &instance.arguments {
                given(world, this, name, value, &mut edges);
            }
            for import in &instance.foreign_code {
                let to = Party::Import(*import);
                if !edges
                    .iter()
                    .rev()
                    .take_while(|edge| edge.from == this)
                    .any(|edge| edge.to == to)
                {
                    let through = world.imports.get(*import).map(|import| import.name.to_string());
                    edges.push(plain(this, to, EdgeKind::Runs, through.unwrap_or_default()));
                }
            }
        }
        if let Some(parent) = instance.parent {
            edges.push(plain(Party::Component(parent), this, EdgeKind::Contains, String::new()));
        }
    }
    edges
}

fn plain(from: Party, to: Party, kind: EdgeKind, through: String) -> Edge {
    Edge {
        from,
        to,
        kind,
        through,
        functions: Vec::new(),
        resources: Vec::new(),
    }
}

fn given(world: &World<'_>, from: Party, name: &str, value: &Value<'_>, edges: &mut Vec<Edge>) {
    let mut found = BTreeMap::new();
    collect(world, from, name, value, &mut found);
    for (
        to,
        Given {
            functions,
            resources,
            runs,
        },
    ) in found
    {
        if to == from {
            continue;
        }
        let kind = match (functions.is_empty(), runs) {
            (false, _) => EdgeKind::Calls,
            (true, true) => EdgeKind::Runs,
            (true, false) => EdgeKind::Holds,
        };
        edges.push(Edge {
            from,
            to,
            kind,
            through: name.to_string(),
            functions,
            resources,
        });
    }
}

fn collect(world: &World<'_>, from: Party, name: &str, value: &Value<'_>, found: &mut BTreeMap<Party, Given>) {
    match value {
        Value::Function(id) => {
            let Some(function) = world.functions.get(*id) else {
                return;
            };
            let is_used = match from {
                // Code that isn't in the file may use anything.
                Party::Component(at) => world
                    .instances
                    .get(at)
                    .is_some_and(|caller| caller.definition.is_none() || caller.lowered.contains(id)),
                // The host may call every export.
                _ => true,
            };
            found
                .entry(party(function.origin))
                .or_default()
                .functions
                .push(Function {
                    name: name.to_string(),
                    is_used,
                    takes: handles(world, &function.params),
                    gives: handles(world, &function.results),
                });
        }
        Value::Instance(exports) => {
            for (name, export) in exports.iter() {
                collect(world, from, name, export, found);
            }
        }
        Value::Type(Type::Resource(id)) => {
            if let Some(resource) = world.resources.get(*id) {
                let resources = &mut found.entry(party(resource.owner)).or_default().resources;
                resources.push(resource.name.unwrap_or(name).to_string());
            }
        }
        Value::Component(Component::Imported { import, .. }) | Value::Module(Module::Imported(import)) => {
            found.entry(Party::Import(*import)).or_default().runs = true;
        }
        // Code and data types give nothing: any component could contain the same.
        Value::Component(Component::Written { .. }) | Value::Module(Module::Written) => {}
        Value::Type(_) | Value::Plain => {}
    }
}

fn handles(world: &World<'_>, resources: &Resources) -> Vec<Handle> {
    let handle = |id: &usize| {
        let resource = world.resources.get(*id)?;
        Some(Handle {
            resource: resource.name.unwrap_or("resource").to_string(),
            owner: party(resource.owner),
        })
    };
    resources.iter().filter_map(handle).collect()
}
