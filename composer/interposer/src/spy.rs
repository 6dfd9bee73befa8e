//! A spy for one interface, as a component.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use wit_component::{ComponentEncoder, DecodedWasm, StringEncoding, decode, embed_component_metadata};
use wit_parser::{InterfaceId, Resolve, WorldItem};

use crate::module;
use crate::values::{self, PACKAGE};

pub use crate::values::VALUES;

/// The interface that a spy reports to.
pub const SINK: &str = "my:trace/sink@1.0.0";

pub struct Spy {
    pub component: Vec<u8>,
    /// The other interfaces that it imports, for their types.
    pub types: Vec<String>,
}

/// Makes a spy for `interface`, such as `my:user-validator/validator@2.0.0`, of the packages in `wit`. With `values`, it also
/// imports [`VALUES`], by which it passes on arguments and results.
pub fn make(wit: &Path, interface: &str, values: bool) -> Result<Spy> {
    let made = || -> Result<Spy> {
        let mut resolve = Resolve::default();
        resolve.push_dir(wit)?;
        let (defined, imported) = match values {
            true => (
                values::interface(&resolve, find(&resolve, interface)?)?,
                "import values;",
            ),
            false => (String::new(), ""),
        };
        let source = format!(
            "package {PACKAGE};\n{defined}world spy {{ import {SINK}; {imported} import {interface}; export {interface}; }}"
        );
        let package = resolve.push_source("spy.wit", &source)?;
        let world = resolve.select_world(&[package], Some("spy"))?;
        let (key, id) = resolve.worlds[world]
            .exports
            .iter()
            .find_map(|(key, item)| match item {
                WorldItem::Interface { id, .. } => Some((key.clone(), *id)),
                _ => None,
            })
            .ok_or_else(|| anyhow!("found no interface"))?;
        let mut bytes = wat::parse_str(module::text(&resolve, &key, id, values)?)?;
        embed_component_metadata(&mut bytes, &resolve, world, StringEncoding::UTF8)?;
        let component = ComponentEncoder::default().module(&bytes)?.validate(true).encode()?;
        // Fewer than the world's: an interface whose types nothing uses is left out.
        let DecodedWasm::Component(made, world) = decode(&component)? else {
            bail!("found a package, expected a component");
        };
        let imports = made.worlds[world].imports.keys().map(|key| made.name_world_key(key));
        let types = imports
            .filter(|name| ![SINK, VALUES, interface].contains(&name.as_str()))
            .collect();
        Ok(Spy { component, types })
    };
    made().with_context(|| format!("cannot make a spy for `{interface}`"))
}

fn find(resolve: &Resolve, interface: &str) -> Result<InterfaceId> {
    let found = resolve
        .interfaces
        .iter()
        .find(|(id, _)| resolve.id_of(*id).as_deref() == Some(interface));
    found
        .map(|(id, _)| id)
        .ok_or_else(|| anyhow!("found no such interface"))
}
