//! Instances for requests: made anew for each, or used again as often as allowed. One that failed never is.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wasmtime::component::Linker;
use wasmtime::{Engine, Store, UpdateDeadline};
use wasmtime_wasi_http::p2::bindings::{Proxy, ProxyPre};

use super::jobs::Jobs;
use super::metrics::Metrics;
use super::on_demand::Part;
use super::reporter::Reporter;
use super::sampler;
use super::state::{self, State};
use super::{Apart, Options};
use crate::cache::compiled::{Cache, Loaded};
use crate::sandbox::blame::{Cause, Place, Stop};
use crate::sandbox::engine;
use crate::sandbox::instance::Origin;
use crate::sandbox::limits::{Limit, Limits};
use crate::sandbox::meter::{Meter, held};
use crate::store::SharedStore;

/// How often it is looked at how long an instance works, and where it is.
pub const TICK: Duration = Duration::from_millis(10);

/// An instance, ready for a request.
pub struct Live {
    pub store: Store<State>,
    pub proxy: Proxy,
    served: u32,
}

impl Live {
    /// A request starts: what it may work is its own.
    pub fn start(&mut self) {
        self.served += 1;
        let state = self.store.data_mut();
        state.left = ticks(&state.meter.limits);
        self.store.set_epoch_deadline(1);
    }
}

pub struct Instances {
    component: ProxyPre<State>,
    engine: Engine,
    limits: Limits,
    store: Option<SharedStore>,
    reuse: u32,
    idle: Mutex<Vec<Live>>,
    origin: Origin,
    metrics: Arc<Metrics>,
}

impl Instances {
    pub fn load(options: &Options, metrics: Arc<Metrics>, notice: impl Fn(&str)) -> anyhow::Result<Arc<Instances>> {
        let file = &options.component;
        let engine = engine::serving(&options.limits, options.instances)?;
        let Loaded { component, hash } = Cache::of_user().load(&engine, file, &notice)?;
        let unfit = |error: anyhow::Error| anyhow::anyhow!("cannot serve `{}`: {error:#}", file.display());
        // Nothing else is linked in: no clock, no file, no network beyond the request itself.
        let mut linker = Linker::new(&engine);
        state::link(&mut linker, options.store.is_some()).map_err(|error| unfit(error.into()))?;
        if let Some(Apart { job, reporter }) = &options.apart {
            let load = |file: &Path, link: &dyn Fn(&mut Linker<Meter>) -> wasmtime::Result<()>| {
                Part::load(&engine, file, &options.limits, metrics.clone(), &notice, link)
            };
            let reporter = Reporter::new(load(reporter, &|_| Ok(()))?)?;
            let jobs = Jobs::new(load(job, &|linker| reporter.link(linker))?)?;
            reporter
                .link(&mut linker)
                .and_then(|()| jobs.link(&mut linker))
                .map_err(|error| unfit(error.into()))?;
        }
        let pre = linker
            .instantiate_pre(&component)
            .map_err(|error| unfit(error.into()))?;
        let instances = Arc::new(Instances {
            component: ProxyPre::new(pre).map_err(|error| unfit(error.into()))?,
            limits: options.limits.clone(),
            store: options.store.clone(),
            reuse: options.reuse,
            idle: Mutex::default(),
            origin: Origin::new(file.clone(), hash),
            metrics,
            engine: engine.clone(),
        });
        thread::Builder::new().name("ticks".into()).spawn(move || {
            loop {
                thread::sleep(TICK);
                engine.increment_epoch();
            }
        })?;
        Ok(instances)
    }

    /// One that waits for a request, or else a new one.
    pub async fn take(self: &Arc<Self>) -> wasmtime::Result<Live> {
        let idle = self.idle().pop();
        match idle {
            Some(live) => Ok(live),
            None => self.instantiate().await,
        }
    }

    /// It has answered well, and may do so again, unless it has said that it can't.
    pub fn give_back(&self, live: Live, spent: bool) {
        if live.served < self.reuse && !spent {
            self.idle().push(live);
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Live>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn instantiate(self: &Arc<Self>) -> wasmtime::Result<Live> {
        let state = State::new(&self.limits, self.store.clone());
        let mut store = held(&self.engine, state, |state| &mut state.meter)?;
        // The callback is called once a tick while the instance works, and not while it waits.
        let instances = self.clone();
        store.epoch_deadline_callback(move |mut store| {
            if let Some(graph) = instances.origin.graph() {
                instances.metrics.worked(sampler::at_work(&store, graph), TICK);
            }
            let state = store.data_mut();
            state.left = state
                .left
                .checked_sub(1)
                .ok_or(state.meter.limits.met(Limit::Timeout))?;
            Ok(UpdateDeadline::Yield(1))
        });
        store.set_epoch_deadline(1);
        let proxy = self.component.instantiate_async(&mut store).await?;
        self.metrics.instantiated();
        Ok(Live {
            store,
            proxy,
            served: 0,
        })
    }

    /// Why an instance was stopped, and where.
    pub fn stop(&self, doing: &str, error: &wasmtime::Error) -> Stop {
        Stop {
            doing: doing.into(),
            cause: Cause::of(error, &self.limits),
            place: self.origin.graph().and_then(|graph| Place::of(error, graph)),
            after_record: None,
        }
    }
}

pub fn ticks(limits: &Limits) -> u64 {
    let per_second = 1000 / TICK.as_millis() as u64;
    limits
        .get(Limit::Timeout)
        .map_or(u64::MAX, |seconds| seconds * per_second)
}
