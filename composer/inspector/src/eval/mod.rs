//! Instantiates a component as a host would, but without running its code. Every function, resource and import is
//! traced to its source, through arguments, aliases, bundles and re-exports. The result is what each instance was
//! given.

mod frame;
mod instantiate;
mod mentions;
mod outside;
mod types;
mod value;
mod world;

pub use value::{Component, Module, Origin, Resources, Type, Value};
pub use world::{Import, Instance, World};

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::read::Binary;

/// The instances, imports and exports that a host would have after instantiating the outermost component.
pub fn evaluate<'a>(binary: &'a Binary<'a>) -> Result<World<'a>> {
    let mut world = World::default();
    let root = binary.definitions.first().ok_or(Error::Empty)?;
    let mut imports = BTreeMap::new();
    for name in root.imports() {
        let ty = root
            .import(name)
            .ok_or_else(|| Error::Missing(format!("the import `{name}`")))?;
        let types = root.types.as_ref().ok_or(Error::Empty)?;
        let value = world.import(name, root.implements(name), ty, types)?;
        imports.insert(name, value);
    }
    world.instantiate_root(binary, imports)?;
    Ok(world)
}
