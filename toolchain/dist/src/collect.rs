//! Collects the inventory: of each component from its language's package manager, of a composition from its bytes.

use anyhow::{Context, Result};

use crate::bundled::Bundled;
use crate::cargo::{Crates, WASM};
use crate::go;
use crate::inventory::Inventory;
use crate::release::{HOST, NPM, Release};

pub fn collect(release: &Release) -> Result<Inventory> {
    let mut inventory = Inventory::default();
    let bundled = Bundled::read(release)?;
    let crates = Crates::of(release)?;
    crates.compiled_into(&mut inventory, HOST, "pipeline-host", &release.target)?;
    for component in &release.components {
        match component.as_str() {
            "service" => go::compiled_into(release, &bundled, &mut inventory, component)?,
            // Python's part is all in `bundled.toml`.
            "reporter" => {}
            name => crates.compiled_into(&mut inventory, name, name.trim_end_matches("-part"), WASM)?,
        }
    }
    bundled.add(release, &mut inventory)?;
    for (name, wasm) in &release.wasm {
        for part in parts(release, wasm).with_context(|| format!("inspect `{name}`"))? {
            inventory.contain(name, part);
        }
    }
    inventory.contain(NPM, "pipeline");
    Ok(inventory)
}

/// The components that a composition contains, byte for byte.
fn parts<'a>(release: &'a Release, composed: &[u8]) -> Result<Vec<&'a String>> {
    let graph = inspector::inspect(composed)?;
    let nested: Vec<_> = graph
        .components
        .iter()
        .skip(1)
        .filter_map(|component| composed.get(component.range.clone()?))
        .collect();
    Ok(release
        .components
        .iter()
        .filter(|name| nested.contains(&release.wasm[*name].as_slice()))
        .collect())
}
