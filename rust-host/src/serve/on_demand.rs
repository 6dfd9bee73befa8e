//! A component that a composition leaves to the host, which instantiates it on demand, in a store of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, ComponentType, Instance, InstancePre, Lift, Linker, Lower, Val,
};
use wasmtime::error::Context;
use wasmtime::{Engine, Error, Result, Store};

use crate::cache::compiled::{Cache, Loaded};
use crate::sandbox::blame;
use crate::sandbox::limits::Limits;
use crate::sandbox::meter::{Meter, limited_store};
use crate::sandbox::origin::Origin;
use crate::sandbox::shared_memory::SharedMemory;
use crate::serve::metrics::Metrics;
use crate::serve::ticks;

pub struct DeferredComponent {
    engine: Engine,
    component: Component,
    instances: InstancePre<Meter>,
    limits: SharedLimits,
    file: PathBuf,
    origin: Arc<Origin>,
    metrics: Arc<Metrics>,
}

/// The limits of each instance, and the memory that all instances share.
pub struct SharedLimits {
    pub limits: Limits,
    pub memory: Arc<SharedMemory>,
}

impl DeferredComponent {
    /// `link` adds what it imports, if anything.
    pub fn load(
        engine: &Engine,
        file: &Path,
        limits: SharedLimits,
        metrics: Arc<Metrics>,
        notice: impl Fn(&str),
        link: impl FnOnce(&mut Linker<Meter>) -> Result<()>,
    ) -> anyhow::Result<Arc<DeferredComponent>> {
        let Loaded { component, hash } = Cache::of_user().load(engine, file, notice)?;
        let mut linker = Linker::new(engine);
        let instances = link(&mut linker).and_then(|()| linker.instantiate_pre(&component));
        Ok(Arc::new(DeferredComponent {
            engine: engine.clone(),
            instances: instances.map_err(|error| anyhow!("cannot use `{}`: {error:#}", file.display()))?,
            component,
            limits,
            file: file.into(),
            origin: Arc::new(Origin::new(file.into(), hash)),
            metrics,
        }))
    }

    /// The index of an exported function.
    pub fn export(&self, interface: &str, function: &str) -> Result<ComponentExportIndex> {
        let interface = self.component.get_export_index(None, interface);
        let function = interface.and_then(|interface| self.component.get_export_index(Some(&interface), function));
        function.with_context(|| {
            format!(
                "cannot use `{}`: it doesn't have the expected exports",
                self.file.display()
            )
        })
    }

    pub async fn instantiate(self: &Arc<Self>) -> Result<DeferredInstance> {
        let SharedLimits { limits, memory } = &self.limits;
        let meter = Meter::sharing(limits, Some(memory.clone()));
        let mut store = limited_store(&self.engine, meter, |meter| meter)?;
        ticks::count(&mut store, |meter| meter, self.origin.clone(), self.metrics.clone());
        let instance = self.instances.instantiate_async(&mut store).await;
        Ok(DeferredInstance {
            instance: instance.map_err(|error| self.blamed(error))?,
            store,
            component: self.clone(),
        })
    }

    /// Adds the location to an error. The caller can't find it, since the backtrace is of this component.
    pub fn blamed(&self, error: Error) -> Error {
        match self.origin.graph().and_then(|graph| blame::location(&error, graph)) {
            Some(location) => error.context(location),
            None => error,
        }
    }
}

/// An instance in a store of its own.
pub struct DeferredInstance {
    store: Store<Meter>,
    instance: Instance,
    component: Arc<DeferredComponent>,
}

impl DeferredInstance {
    /// Calls a function whose types are known.
    pub async fn call<Arguments, Answer>(
        &mut self,
        export: ComponentExportIndex,
        arguments: Arguments,
    ) -> Result<Answer>
    where
        Arguments: ComponentNamedList + Lower + Send + Sync + 'static,
        Answer: ComponentType + Lift + Send + Sync + 'static,
    {
        let function = self
            .instance
            .get_typed_func::<Arguments, (Answer,)>(&mut self.store, export)?;
        let answer = function.call_async(&mut self.store, arguments).await;
        let (answer,) = answer.map_err(|error| self.component.blamed(error))?;
        Ok(answer)
    }

    /// Counts what the host holds of the instance's answer until the next call.
    pub fn hold(&mut self, bytes: usize) -> Result<()> {
        Ok(self.store.data_mut().hold(bytes as u64)?)
    }

    /// Calls a function with arguments and results of any type.
    pub async fn pass(&mut self, export: ComponentExportIndex, arguments: &[Val], results: &mut [Val]) -> Result<()> {
        let function = self.instance.get_func(&mut self.store, export);
        let function = function.context("it is not a function")?;
        let answer = function.call_async(&mut self.store, arguments, results).await;
        answer.map_err(|error| self.component.blamed(error))
    }
}
