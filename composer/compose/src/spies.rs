//! Puts a spy between every two instances.
//!
//! Wherever an instance has an interface of another instance as an argument, it gets that of a spy instead, and the spy
//! gets that of the other instance. The spy reports to an import named after the two, such as `service-to-validator`.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use interposer::spy::{self, SINK};
use wac_graph::types::{Interface, ItemKind, Package};
use wac_graph::{NodeId, NodeKind, PackageId};

use crate::composition::Composition;
use crate::parts::PREFIX;

/// `wit` is the folder with the contracts, from which the spies are made.
pub fn interpose(composition: &mut Composition, wit: &Path) -> Result<()> {
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
                between(composition, wit, instance, source, &interface, given)?;
                found = true;
            }
        }
    }
    match found {
        true => Ok(()),
        false => bail!("found no instance that is given an interface of another one, so there is nothing to trace"),
    }
}

fn between(
    composition: &mut Composition,
    wit: &Path,
    instance: NodeId,
    source: NodeId,
    interface: &str,
    given: NodeId,
) -> Result<()> {
    let edge = format!("{}-to-{}", named(composition, instance)?, named(composition, source)?);
    let spy_name = spy_name(interface);
    let package = package(composition, wit, &spy_name, interface)?;
    let spy = composition.graph.instantiate(package);
    composition.graph.set_node_name(spy, format!("{edge}-{spy_name}"));
    for name in composition.argument_names(spy) {
        let argument = match name.as_str() {
            SINK => sink(composition, spy, &edge)?,
            name if name == interface => given,
            name => types(composition, name)?,
        };
        composition.set_argument(spy, &name, argument)?;
    }
    let spied = composition.graph.alias_instance_export(spy, interface)?;
    composition.set_argument(instance, interface, spied)
}

fn named(composition: &Composition, instance: NodeId) -> Result<&str> {
    let name = composition.graph[instance].name();
    name.ok_or_else(|| anyhow!("found an instance without a name; give it one with `let`, so that it can be traced"))
}

/// `spy-user-validator-validator` for `my:user-validator/validator@2.0.0`.
fn spy_name(interface: &str) -> String {
    let (_, name) = interface.split_once(':').unwrap_or(("", interface));
    let (name, _) = name.split_once('@').unwrap_or((name, ""));
    format!("spy-{}", name.replace('/', "-"))
}

/// The spy of an interface, made once.
fn package(composition: &mut Composition, wit: &Path, name: &str, interface: &str) -> Result<PackageId> {
    let name = format!("{PREFIX}{name}");
    if let Some((package, _)) = composition.graph.get_package_by_name(&name, None) {
        return Ok(package);
    }
    let component = spy::make(wit, interface)?.component;
    let package = Package::from_bytes(&name, None, component, composition.graph.types_mut());
    let package = package.with_context(|| format!("cannot read the spy for `{interface}`"))?;
    Ok(composition.graph.register_package(package)?)
}

/// The import that the spies of an edge report to. It has the functions of the sink, but not its name: under one name,
/// there could be only one.
fn sink(composition: &mut Composition, spy: NodeId, edge: &str) -> Result<NodeId> {
    let graph = &mut composition.graph;
    if let Some(import) = graph.node_ids().find(|id| graph.get_import_name(*id) == Some(edge)) {
        return Ok(import);
    }
    let world = graph[spy].package().map(|package| graph[package].ty());
    let kind = world.and_then(|world| graph.types()[world].imports.get(SINK).copied());
    let Some(ItemKind::Instance(interface)) = kind else {
        bail!("found a spy that does not import `{SINK}`");
    };
    let exports = graph.types()[interface].exports.clone();
    let anonymous = graph.types_mut().add_interface(Interface {
        id: None,
        uses: Default::default(),
        exports,
    });
    let import = graph.import(edge, ItemKind::Instance(anonymous))?;
    graph.set_node_name(import, edge);
    Ok(import)
}

/// The import of the composition that defines the types of an interface.
fn types(composition: &Composition, interface: &str) -> Result<NodeId> {
    let graph = &composition.graph;
    let import = graph
        .node_ids()
        .find(|id| graph.get_import_name(*id) == Some(interface));
    import.ok_or_else(|| anyhow!("the composition does not import `{interface}`, which a spy needs for its types"))
}
