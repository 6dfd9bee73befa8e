//! Builds the graph from instances: leaves out those that can't act, and numbers and names the others.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::model::{Component, Edge, EdgeKind, Export, Graph, Import, Party};
use super::{edges, names};
use crate::error::{Error, Result};
use crate::eval::World;
use crate::read::Binary;

/// More than anyone could read. Checking a policy searches these edges for paths.
const MAX_EDGES: usize = 50_000;

pub fn build(wasm: &[u8], binary: &Binary<'_>, world: &World<'_>) -> Result<Graph> {
    let mut edges = edges::all(world);
    if edges.len() > MAX_EDGES {
        return Err(Error::TooMuch {
            what: "edges",
            limit: MAX_EDGES,
        });
    }
    let kept = acting(world, &edges);
    let places: HashMap<usize, usize> = kept.iter().enumerate().map(|(at, instance)| (*instance, at)).collect();
    let place = |party: &mut Party| match party {
        Party::Component(at) => places.get(at).map(|place| *at = *place).is_some(),
        _ => true,
    };
    edges.retain_mut(|edge| {
        edge.functions.iter_mut().for_each(|function| {
            function.takes.retain_mut(|handle| place(&mut handle.owner));
            function.gives.retain_mut(|handle| place(&mut handle.owner));
        });
        place(&mut edge.from) && place(&mut edge.to)
    });
    let mut names = names::of(world, &kept);
    // Two of megabytes are compared faster than one is hashed.
    let mut kinds: BTreeMap<&[u8], usize> = BTreeMap::new();
    let mut components = Vec::new();
    for (at, instance) in kept.iter().filter_map(|at| Some((*at, world.instances.get(*at)?))) {
        let definition = instance.definition.and_then(|at| binary.definitions.get(at));
        let bytes = definition.and_then(|definition| wasm.get(definition.range.clone()));
        let fresh = kinds.len();
        // Instances of a component that the host provides have no bytes, but share the import's name.
        let brought = instance.brought_by.and_then(|import| world.imports.get(import));
        let key = bytes
            .or(brought.map(|import| import.name.as_bytes()))
            .unwrap_or_default();
        components.push(Component {
            name: names.remove(&at).unwrap_or_default(),
            parent: instance.parent.and_then(|parent| places.get(&parent).copied()),
            kind: *kinds.entry(key).or_insert(fresh),
            bytes: bytes.map(<[u8]>::len),
            range: bytes.and(definition).map(|definition| definition.range.clone()),
            languages: names::languages(instance, definition),
            tools: definition
                .map(|definition| definition.metadata.tools.clone())
                .unwrap_or_default(),
            has_code: instance.has_code,
        });
    }
    let import = |import: &crate::eval::Import<'_>| Import {
        name: import.name.into(),
        implements: import.implements.map(String::from),
        has_authority: world.has_authority(&import.value),
    };
    let export = |(name, value): &(&str, _)| Export {
        name: (*name).into(),
        has_authority: world.has_authority(value),
    };
    Ok(Graph {
        bytes: wasm.len(),
        components,
        imports: world.imports.iter().map(import).collect(),
        exports: world.exports.iter().map(export).collect(),
        edges,
    })
}

/// The instances that have code or own a resource that another can hold, and their containers. Always the file itself.
fn acting(world: &World<'_>, edges: &[Edge]) -> BTreeSet<usize> {
    let code = world
        .instances
        .iter()
        .enumerate()
        .filter(|(_, instance)| instance.has_code)
        .map(|(at, _)| at);
    let owners = edges
        .iter()
        .filter(|edge| edge.kind != EdgeKind::Contains)
        .filter_map(|edge| match edge.to {
            Party::Component(at) => Some(at),
            _ => None,
        });
    let mut kept = BTreeSet::from([0]);
    for mut at in code.chain(owners) {
        while kept.insert(at) {
            match world.instances.get(at).and_then(|instance| instance.parent) {
                Some(parent) => at = parent,
                None => break,
            }
        }
    }
    kept
}
