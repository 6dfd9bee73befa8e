//! The components of a run on several threads: one composition for each thread, and the store that they share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use wasmtime::Engine;
use wasmtime::component::{InstancePre, Linker};

use crate::bindings::partition::{Guest as Partition, GuestIndices};
use crate::cache::compiled::{Cache, Loaded};
use crate::run::parallel::bindings::MemoryPre;
use crate::run::parallel::kv::{self, ThreadHost, ThreadState};
use crate::run::parallel::memory::MemoryStore;
use crate::sandbox::call_error::CallError;
use crate::sandbox::instance::{Instance, InstanceState};
use crate::sandbox::limits::Limits;
use crate::sandbox::origin::Origin;
use crate::sandbox::shared_memory::SharedMemory;

/// Their files.
#[derive(Debug, Clone)]
pub struct ProgramFiles {
    /// The composition without a store, a reporter and workbooks.
    pub thread: PathBuf,
    pub store: PathBuf,
}

pub struct Programs {
    engine: Engine,
    limits: Limits,
    thread: InstancePre<ThreadState>,
    partition: GuestIndices,
    thread_origin: Arc<Origin>,
    store: MemoryPre<InstanceState<()>>,
    store_origin: Arc<Origin>,
}

pub type ThreadInstance = Instance<ThreadHost>;

impl Programs {
    pub fn load(
        files: &ProgramFiles,
        engine: &Engine,
        limits: &Limits,
        notice: impl Fn(&str),
    ) -> anyhow::Result<Programs> {
        let unfit =
            |file: &Path, error: wasmtime::Error| anyhow!("cannot read the component `{}`: {error:#}", file.display());
        let cache = Cache::of_user();
        let Loaded { component, hash } = cache.load(engine, &files.thread, &notice)?;
        let mut linker = Linker::new(engine);
        let linked = kv::link(&mut linker)
            // Reports and workbooks aren't for a thread.
            .and_then(|()| linker.define_unknown_imports_as_traps(&component))
            .and_then(|()| linker.instantiate_pre(&component));
        let thread = linked.map_err(|error| unfit(&files.thread, error))?;
        let partition = GuestIndices::new(&thread).map_err(|error| unfit(&files.thread, error))?;
        let thread_origin = Arc::new(Origin::new(files.thread.clone(), hash));
        let Loaded { component, hash } = cache.load(engine, &files.store, &notice)?;
        let store = Linker::new(engine).instantiate_pre(&component).and_then(MemoryPre::new);
        Ok(Programs {
            engine: engine.clone(),
            limits: limits.clone(),
            thread,
            partition,
            thread_origin,
            store: store.map_err(|error| unfit(&files.store, error))?,
            store_origin: Arc::new(Origin::new(files.store.clone(), hash)),
        })
    }

    pub fn thread(
        &self,
        memory: &Arc<SharedMemory>,
        host: ThreadHost,
    ) -> Result<(ThreadInstance, Partition), CallError> {
        let mut instance = self.instance(&self.thread_origin, memory, host)?;
        let partition = instance.call(None, |store| {
            let instance = self.thread.instantiate(&mut *store)?;
            self.partition.load(&mut *store, &instance)
        })?;
        Ok((instance, partition))
    }

    pub fn store(&self, memory: &Arc<SharedMemory>) -> Result<MemoryStore, CallError> {
        let mut instance = self.instance(&self.store_origin, memory, ())?;
        let world = instance.call(None, |store| self.store.instantiate(store))?;
        Ok(MemoryStore::new(instance, world))
    }

    fn instance<H>(&self, origin: &Arc<Origin>, memory: &Arc<SharedMemory>, host: H) -> Result<Instance<H>, CallError> {
        Instance::sharing(
            &self.engine,
            &self.limits,
            Some(memory.clone()),
            origin,
            "start the run",
            host,
        )
    }
}
