//! Stages: components in stages/, each put before an instance of the compositions.

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use wac_graph::types::Package;

use crate::checkout::Checkout;
use crate::composition::Composition;
use crate::parts::{PREFIX, Parts};

/// The file in a stage's folder that makes it a stage.
pub const FILE: &str = "stage.toml";

pub struct Stage {
    pub name: String,
    /// The instance that it is put before.
    pub before: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    before: String,
}

/// All stages, by name.
pub fn read(checkout: &Checkout) -> Result<Vec<Stage>> {
    let mut stages = Vec::new();
    for folder in checkout.folder(&checkout.path("stages"))? {
        let path = folder.join(FILE);
        if !path.is_file() {
            continue;
        }
        let settings: Settings = toml::from_str(&checkout.read(&path)?)
            .with_context(|| format!("cannot read `{}`", checkout.shown(&path)))?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        stages.push(Stage {
            name,
            before: settings.before,
        });
    }
    Ok(stages)
}

/// Puts every stage before its instance, if the composition has that instance. Returns the stages that were put in.
pub fn insert<'a>(composition: &mut Composition, stages: &'a [Stage], parts: &Parts) -> Result<Vec<&'a Stage>> {
    let mut left: Vec<&Stage> = stages.iter().collect();
    let mut inserted = Vec::new();
    // One stage can be put before another, which must be there first.
    while let Some(at) = left
        .iter()
        .position(|stage| composition.instance(&stage.before).is_some())
    {
        let stage = left.remove(at);
        let bytes = parts.stage(&stage.name)?;
        put(composition, stage, bytes).with_context(|| format!("`stages/{}`", stage.name))?;
        inserted.push(stage);
    }
    Ok(inserted)
}

fn put(composition: &mut Composition, stage: &Stage, component: Vec<u8>) -> Result<()> {
    let Stage { name, before } = stage;
    let target = composition
        .instance(before)
        .ok_or_else(|| anyhow!("found no instance `{before}`"))?;
    let package = Package::from_bytes(
        &format!("{PREFIX}{name}"),
        None,
        component,
        composition.graph.types_mut(),
    )?;
    let package = composition.graph.register_package(package)?;
    let instance = composition.graph.instantiate(package);
    composition.graph.set_node_name(instance, name);

    // Whatever used the instance's interfaces now uses the stage's.
    let exports = composition.export_names(target);
    let (own, imports) = (composition.export_names(instance), composition.argument_names(instance));
    let shared: Vec<&String> = own.iter().filter(|name| exports.contains(name)).collect();
    if shared.is_empty() {
        bail!("it exports none of the interfaces of `{before}`: {}", list(&exports));
    }
    for interface in shared {
        let old = composition.graph.alias_instance_export(target, interface)?;
        let new = composition.graph.alias_instance_export(instance, interface)?;
        composition.redirect(old, new)?;
    }
    // The stage's imports come from the instance's exports, or from the instance's own arguments.
    for import in imports {
        let source = match exports.contains(&import) {
            true => Some(composition.graph.alias_instance_export(target, &import)?),
            false => composition.argument(target, &import),
        };
        let source = source.ok_or_else(|| {
            anyhow!("it imports `{import}`, which `{before}` neither exports nor is given; leave the import out")
        })?;
        composition.set_argument(instance, &import, source)?;
    }
    Ok(())
}

fn list(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
