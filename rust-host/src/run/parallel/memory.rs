//! A store that all threads use: the component that the composition of one thread contains, in an instance of its own.

use wasmtime::component::ResourceAny;

use crate::run::parallel::bindings::{Known, Memory, StoreError, TextColumn};
use crate::sandbox::call_error::CallError;
use crate::sandbox::instance::Instance;

const KV: &str = "my:storage/kv@2.0.0";
/// The component's name in the composition of one thread.
const NAME: &str = "store";

type Answer<T> = Result<Result<T, StoreError>, CallError>;

pub struct MemoryStore {
    instance: Instance<()>,
    world: Memory,
    /// The handles of the stores by their names. Threads refer to them by their position.
    opened: Vec<(String, ResourceAny)>,
}

impl MemoryStore {
    pub fn new(instance: Instance<()>, world: Memory) -> MemoryStore {
        MemoryStore {
            instance,
            world,
            opened: Vec::new(),
        }
    }

    pub fn open(&mut self, name: &str) -> Answer<u32> {
        let known = self.opened.iter().position(|(known, _)| known == name);
        if let Some(at) = known {
            return Ok(Ok(at as u32));
        }
        let kv = self.world.my_storage_kv();
        let opened = self.instance.call(Some(KV), |store| kv.call_open_store(store, name));
        let opened = opened.map_err(named)?;
        Ok(opened.map(|handle| {
            self.opened.push((name.into(), handle));
            self.opened.len() as u32 - 1
        }))
    }

    pub fn put_new(&mut self, at: u32, keys: &TextColumn, values: &TextColumn) -> Answer<Known> {
        let kv = self.world.my_storage_kv().kv_store();
        let (_, handle) = self.opened[at as usize];
        let known = self
            .instance
            .call(Some(KV), |store| kv.call_put_new(store, handle, keys, values));
        known.map_err(named)
    }
}

/// Gives the component its name in a composition, which its own file doesn't have.
fn named(error: CallError) -> CallError {
    match error {
        CallError::Stopped(mut stop) => {
            if let Some(location) = &mut stop.location {
                location.part = NAME.into();
            }
            CallError::Stopped(stop)
        }
        other => other,
    }
}
