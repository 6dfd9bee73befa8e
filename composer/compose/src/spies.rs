//! Puts a spy between every two instances.
//!
//! Wherever an instance has an interface of another instance as an argument, it gets that of a spy instead, and the spy
//! gets that of the other instance. The spy reports to an import named after the two, such as `service-to-validator`.
//!
//! Spies that pass on values are also put before the exports, so that the host's calls are recorded like all others. For the
//! values, each has one more import, such as `service-to-validator-values-user-validator-validator`.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use interposer::spy::{self, SINK, VALUES};
use wac_graph::types::{Interface, ItemKind, Package};
use wac_graph::{NodeId, NodeKind, PackageId};

use crate::composition::Composition;
use crate::parts::PREFIX;

/// The caller of an export.
const HOST: &str = "host";

/// How the spies of a composition are made.
#[derive(Clone, Copy)]
pub struct Spies<'a> {
    /// The folder with the contracts, from which they are made.
    pub wit: &'a Path,
    /// Whether they pass on values.
    pub values: bool,
}

pub fn interpose(composition: &mut Composition, spies: Spies) -> Result<()> {
    let mut found = false;
    for instance in composition.instances().collect::<Vec<_>>() {
        for interface in composition.argument_names(instance) {
            let Some(given) = composition.argument(instance, &interface) else {
                continue;
            };
            let Some((source, _)) = composition.graph.get_alias_source(given) else {
                continue;
            };
            if matches!(composition.graph[source].kind(), NodeKind::Instantiation(_)) {
                let caller = named(composition, instance)?.to_owned();
                let spied = between(composition, spies, &caller, source, &interface, given)?;
                composition.set_argument(instance, &interface, spied)?;
                found = true;
            }
        }
    }
    if spies.values {
        for export in composition.exports.clone() {
            before_export(composition, spies, &export)?;
        }
    }
    match found {
        true => Ok(()),
        false => bail!("found no instance that is given an interface of another one, so there is nothing to trace"),
    }
}

fn before_export(composition: &mut Composition, spies: Spies, export: &str) -> Result<()> {
    let given = composition
        .graph
        .get_export(export)
        .ok_or_else(|| anyhow!("found no export `{export}`"))?;
    let Some((source, interface)) = composition.graph.get_alias_source(given) else {
        return Ok(());
    };
    let interface = interface.to_owned();
    let spied = between(composition, spies, HOST, source, &interface, given)?;
    composition.graph.unexport(given)?;
    Ok(composition.graph.export(spied, export)?)
}

/// Puts a spy between a caller and the instance `source`, which it is given `given` of. Returns what it gets instead.
fn between(
    composition: &mut Composition,
    spies: Spies,
    caller: &str,
    source: NodeId,
    interface: &str,
    given: NodeId,
) -> Result<NodeId> {
    let edge = format!("{caller}-to-{}", named(composition, source)?);
    let interface_name = interface_name(interface);
    let spy_name = format!("spy-{interface_name}");
    let package = package(composition, spies, &spy_name, interface)?;
    let spy = composition.graph.instantiate(package);
    composition.graph.set_node_name(spy, format!("{edge}-{spy_name}"));
    for name in composition.argument_names(spy) {
        let argument = match name.as_str() {
            SINK => sink(composition, spy, SINK, &edge)?,
            VALUES => sink(composition, spy, VALUES, &format!("{edge}-values-{interface_name}"))?,
            name if name == interface => given,
            name => types(composition, name)?,
        };
        composition.set_argument(spy, &name, argument)?;
    }
    Ok(composition.graph.alias_instance_export(spy, interface)?)
}

fn named(composition: &Composition, instance: NodeId) -> Result<&str> {
    let name = composition.graph[instance].name();
    name.ok_or_else(|| anyhow!("found an instance without a name; give it one with `let`, so that it can be traced"))
}

/// `user-validator-validator` for `my:user-validator/validator@2.0.0`.
fn interface_name(interface: &str) -> String {
    let (_, name) = interface.split_once(':').unwrap_or(("", interface));
    let (name, _) = name.split_once('@').unwrap_or((name, ""));
    name.replace('/', "-")
}

/// The spy of an interface, made once.
fn package(composition: &mut Composition, spies: Spies, name: &str, interface: &str) -> Result<PackageId> {
    let name = format!("{PREFIX}{name}");
    if let Some((package, _)) = composition.graph.get_package_by_name(&name, None) {
        return Ok(package);
    }
    let component = spy::make(spies.wit, interface, spies.values)?.component;
    let package = Package::from_bytes(&name, None, component, composition.graph.types_mut());
    let package = package.with_context(|| format!("cannot read the spy for `{interface}`"))?;
    Ok(composition.graph.register_package(package)?)
}

/// The import that a spy reports to. It has the functions of `interface`, but not its name: under one name, there could be
/// only one. The spies of an edge share one.
fn sink(composition: &mut Composition, spy: NodeId, interface: &str, name: &str) -> Result<NodeId> {
    let graph = &mut composition.graph;
    if let Some(import) = graph.node_ids().find(|id| graph.get_import_name(*id) == Some(name)) {
        return Ok(import);
    }
    let world = graph[spy].package().map(|package| graph[package].ty());
    let kind = world.and_then(|world| graph.types()[world].imports.get(interface).copied());
    let Some(ItemKind::Instance(sink)) = kind else {
        bail!("found a spy that does not import `{interface}`");
    };
    let exports = graph.types()[sink].exports.clone();
    let anonymous = graph.types_mut().add_interface(Interface {
        id: None,
        uses: Default::default(),
        exports,
    });
    let import = graph.import(name, ItemKind::Instance(anonymous))?;
    graph.set_node_name(import, name);
    Ok(import)
}

/// What defines the types of an interface: an import of the composition or, for exports that use the types of another one,
/// that export. The exports are in an order in which it has its spy already.
fn types(composition: &Composition, interface: &str) -> Result<NodeId> {
    let graph = &composition.graph;
    let import = graph
        .node_ids()
        .find(|id| graph.get_import_name(*id) == Some(interface));
    import.or_else(|| graph.get_export(interface)).ok_or_else(|| {
        anyhow!("the composition neither imports nor exports `{interface}`, which a spy needs for its types")
    })
}
