//! The reporter, where a composition leaves it open: an instance a report, of the part by itself. Python is large, and most
//! requests want nothing of it.

use std::path::Path;
use std::sync::Arc;

use anyhow::anyhow;
use wasmtime::component::{InstancePre, Linker, Val};
use wasmtime::error::Context;
use wasmtime::{Engine, Result, Store, UpdateDeadline};

use super::instances::{TICK, ticks};
use super::metrics::Metrics;
use crate::compiled::Cache;
use crate::limits::{Limit, Limits};
use crate::meter::Meter;

pub const INTERFACE: &str = "my:reporting/reporter@1.0.0";
const RENDER: &str = "render";
/// As the composition calls it.
const NAME: &str = "reporter";

pub struct Reporter {
    engine: Engine,
    part: InstancePre<Meter>,
    limits: Limits,
    metrics: Arc<Metrics>,
}

impl Reporter {
    pub fn load(
        engine: &Engine,
        file: &Path,
        limits: &Limits,
        metrics: Arc<Metrics>,
        notice: impl Fn(&str),
    ) -> anyhow::Result<Arc<Reporter>> {
        let component = Cache::of_user().load(engine, file, notice)?.component;
        let unfit = |error| anyhow!("cannot use the reporter `{}`: {error:#}", file.display());
        // It is given nothing: a report is made from totals.
        let part = Linker::new(engine).instantiate_pre(&component).map_err(unfit)?;
        Ok(Arc::new(Reporter {
            engine: engine.clone(),
            part,
            limits: limits.clone(),
            metrics,
        }))
    }

    /// Gives the interface to whoever asks for it. What passes is as the contract says on both sides: nothing of it is
    /// looked at here.
    pub fn link<T: Send + 'static>(self: &Arc<Self>, linker: &mut Linker<T>) -> Result<()> {
        let reporter = self.clone();
        linker
            .instance(INTERFACE)?
            .func_new_async(RENDER, move |_, _, arguments, results| {
                let reporter = reporter.clone();
                Box::new(async move { reporter.render(arguments, results).await.context("in `reporter`") })
            })
    }

    async fn render(&self, arguments: &[Val], results: &mut [Val]) -> Result<()> {
        let mut store = Store::new(&self.engine, Meter::new(&self.limits));
        store.limiter(|meter| meter);
        store.set_hostcall_fuel(usize::try_from(self.limits.of(Limit::CallBytes))?);
        if let Some(fuel) = self.limits.get(Limit::Fuel) {
            store.set_fuel(fuel)?;
        }
        let (metrics, mut left) = (self.metrics.clone(), ticks(&self.limits));
        store.epoch_deadline_callback(move |store| {
            metrics.worked(NAME, TICK);
            left = left.checked_sub(1).ok_or(store.data().limits.met(Limit::Timeout))?;
            Ok(UpdateDeadline::Yield(1))
        });
        store.set_epoch_deadline(1);
        let instance = self.part.instantiate_async(&mut store).await?;
        let exports = instance.get_export_index(&mut store, None, INTERFACE);
        let render = instance.get_export_index(&mut store, exports.as_ref(), RENDER);
        let render = render.and_then(|render| instance.get_func(&mut store, render));
        let render = render.context("it doesn't export what it should")?;
        render.call_async(&mut store, arguments, results).await
    }
}
