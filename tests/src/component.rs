//! A component by itself, on wasmtime.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use pipeline_host::Limits;
use pipeline_host::cache::compiled::Cache;
use pipeline_host::sandbox::engine::engine;
use wasmtime::component::{Component, Linker};
use wasmtime::error::Context;
use wasmtime::{Engine, Error, Result, Store, StoreLimits, StoreLimitsBuilder};

use crate::checkout;

/// As the host sets it up, so that what the host has compiled isn't compiled again.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| engine(&Limits::default()).expect("the settings fit together"));

/// Loaded once per process.
static COMPILED: LazyLock<Mutex<HashMap<PathBuf, Component>>> = LazyLock::new(Mutex::default);

/// What a test instantiates: a component, a linker without any imports, and a store with bounded memory.
pub struct Loaded {
    pub store: Store<StoreLimits>,
    pub component: Component,
    pub linker: Linker<StoreLimits>,
}

/// Loads a component of `build/`; `memory` in bytes per linear memory.
pub fn load(file: &str, memory: usize) -> Result<Loaded> {
    load_from(&checkout("build").join(file), memory)
}

/// Loads a component from anywhere.
pub fn load_from(path: &Path, memory: usize) -> Result<Loaded> {
    let mut store = Store::new(&ENGINE, StoreLimitsBuilder::new().memory_size(memory).build());
    store.limiter(|limits| limits);
    Ok(Loaded {
        store,
        component: compiled(path)?,
        linker: Linker::new(&ENGINE),
    })
}

/// Instantiates a loaded component as the world of a `bindgen!`; returns its store and the world.
#[macro_export]
macro_rules! start {
    ($world:ident, $loaded:expr) => {{
        let $crate::component::Loaded {
            mut store,
            component,
            linker,
        } = $loaded.expect("the component loads");
        let world = $world::instantiate(&mut store, &component, &linker).expect("the component starts");
        (store, world)
    }};
}

/// A component, for the engine that all tests share.
pub fn compiled(path: &Path) -> Result<Component> {
    let mut compiled = COMPILED.lock().expect("no panic in here");
    if let Some(component) = compiled.get(path) {
        return Ok(component.clone());
    }
    let loaded = Cache::of_user().load(&ENGINE, path, |_| ()).map_err(Error::from_anyhow);
    let component = loaded.context("`make compose` makes it")?.component;
    compiled.insert(path.into(), component.clone());
    Ok(component)
}
