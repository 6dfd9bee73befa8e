//! A part that a composition leaves open: the host makes an instance of it where one is asked for, with a store of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, ComponentType, Instance, InstancePre, Lift, Linker, Lower, Val,
};
use wasmtime::error::Context;
use wasmtime::{Engine, Error, Result, Store, UpdateDeadline};

use super::instances::{TICK, ticks};
use super::metrics::Metrics;
use super::sampler;
use crate::cache::compiled::{Cache, Loaded};
use crate::sandbox::blame::Place;
use crate::sandbox::instance::Origin;
use crate::sandbox::limits::{Limit, Limits};
use crate::sandbox::meter::{Meter, held};

pub struct Part {
    engine: Engine,
    component: Component,
    instances: InstancePre<Meter>,
    limits: Limits,
    file: PathBuf,
    origin: Origin,
    metrics: Arc<Metrics>,
}

impl Part {
    /// `link` gives it what it imports, if anything.
    pub fn load(
        engine: &Engine,
        file: &Path,
        limits: &Limits,
        metrics: Arc<Metrics>,
        notice: impl Fn(&str),
        link: impl FnOnce(&mut Linker<Meter>) -> Result<()>,
    ) -> anyhow::Result<Arc<Part>> {
        let Loaded { component, hash } = Cache::of_user().load(engine, file, notice)?;
        let mut linker = Linker::new(engine);
        let instances = link(&mut linker).and_then(|()| linker.instantiate_pre(&component));
        Ok(Arc::new(Part {
            engine: engine.clone(),
            instances: instances.map_err(|error| anyhow!("cannot use `{}`: {error:#}", file.display()))?,
            component,
            limits: limits.clone(),
            file: file.into(),
            origin: Origin::new(file.into(), hash),
            metrics,
        }))
    }

    /// Where it exports a function.
    pub fn export(&self, interface: &str, function: &str) -> Result<ComponentExportIndex> {
        let interface = self.component.get_export_index(None, interface);
        let function = interface.and_then(|interface| self.component.get_export_index(Some(&interface), function));
        function.with_context(|| format!("cannot use `{}`: it doesn't export what it should", self.file.display()))
    }

    pub async fn instantiate(self: &Arc<Self>) -> Result<Live> {
        let mut store = held(&self.engine, Meter::new(&self.limits), |meter| meter)?;
        let (part, mut left) = (self.clone(), ticks(&self.limits));
        store.epoch_deadline_callback(move |store| {
            if let Some(graph) = part.origin.graph() {
                part.metrics.worked(sampler::at_work(&store, graph), TICK);
            }
            left = left.checked_sub(1).ok_or(store.data().limits.met(Limit::Timeout))?;
            Ok(UpdateDeadline::Yield(1))
        });
        store.set_epoch_deadline(1);
        let instance = self.instances.instantiate_async(&mut store).await;
        Ok(Live {
            instance: instance.map_err(|error| self.blamed(error))?,
            store,
            part: self.clone(),
        })
    }

    /// An error with its place, which whoever called can't tell: the trace is of this component.
    pub fn blamed(&self, error: Error) -> Error {
        match self.origin.graph().and_then(|graph| Place::of(&error, graph)) {
            Some(place) => error.context(place),
            None => error,
        }
    }
}

/// An instance, with a store of its own.
pub struct Live {
    store: Store<Meter>,
    instance: Instance,
    part: Arc<Part>,
}

impl Live {
    /// Calls a function of types that are known.
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
        let (answer,) = answer.map_err(|error| self.part.blamed(error))?;
        Ok(answer)
    }

    /// Calls a function as it is declared.
    pub async fn pass(&mut self, export: ComponentExportIndex, arguments: &[Val], results: &mut [Val]) -> Result<()> {
        let function = self.instance.get_func(&mut self.store, export);
        let function = function.context("it is no function")?;
        let answer = function.call_async(&mut self.store, arguments, results).await;
        answer.map_err(|error| self.part.blamed(error))
    }
}
