//! A part that a composition leaves open: the host makes an instance of it where one is asked for, with a store of its own.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::anyhow;
use inspector::Graph;
use wasmtime::component::{Component, ComponentExportIndex, Instance, InstancePre, Linker};
use wasmtime::error::Context;
use wasmtime::{Engine, Error, Result, Store, UpdateDeadline};

use super::instances::{TICK, ticks};
use super::metrics::Metrics;
use super::stages;
use crate::blame::Place;
use crate::compiled::{Cache, Loaded};
use crate::instance::Origin;
use crate::limits::{Limit, Limits};
use crate::meter::Meter;

pub struct Part {
    engine: Engine,
    component: Component,
    instances: InstancePre<Meter>,
    limits: Limits,
    origin: Origin,
    graph: OnceLock<Option<Graph>>,
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
            origin: Origin {
                file: file.into(),
                hash,
            },
            graph: OnceLock::new(),
            metrics,
        }))
    }

    /// Where it exports a function.
    pub fn export(&self, interface: &str, function: &str) -> Result<ComponentExportIndex> {
        let interface = self.component.get_export_index(None, interface);
        let function = interface.and_then(|interface| self.component.get_export_index(Some(&interface), function));
        function.with_context(|| {
            format!(
                "cannot use `{}`: it doesn't export what it should",
                self.origin.file.display()
            )
        })
    }

    pub async fn instantiate(self: &Arc<Self>) -> Result<(Store<Meter>, Instance)> {
        let mut store = Store::new(&self.engine, Meter::new(&self.limits));
        store.limiter(|meter| meter);
        store.set_hostcall_fuel(usize::try_from(self.limits.of(Limit::CallBytes)).unwrap_or(usize::MAX));
        if let Some(fuel) = self.limits.get(Limit::Fuel) {
            store.set_fuel(fuel)?;
        }
        let (part, mut left) = (self.clone(), ticks(&self.limits));
        store.epoch_deadline_callback(move |store| {
            if let Some(graph) = part.graph() {
                part.metrics.worked(stages::at_work(&store, graph), TICK);
            }
            left = left.checked_sub(1).ok_or(store.data().limits.met(Limit::Timeout))?;
            Ok(UpdateDeadline::Yield(1))
        });
        store.set_epoch_deadline(1);
        let instance = self.instances.instantiate_async(&mut store).await;
        Ok((store, instance.map_err(|error| self.blamed(error))?))
    }

    /// An error with its place, which whoever called can't tell: the trace is of this component.
    pub fn blamed(&self, error: Error) -> Error {
        match self.graph().and_then(|graph| Place::of(&error, graph)) {
            Some(place) => error.context(place),
            None => error,
        }
    }

    fn graph(&self) -> Option<&Graph> {
        self.graph.get_or_init(|| self.origin.graph()).as_ref()
    }
}
