//! Instances for requests: a new one for each, made before it is needed, or used again as often as allowed. One that failed is never used
//! again.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::component::Linker;
use wasmtime::{Engine, Store};
use wasmtime_wasi_http::p2::bindings::{Proxy, ProxyPre};

use crate::cache::compiled::{Cache, Loaded};
use crate::sandbox::blame;
use crate::sandbox::engine;
use crate::sandbox::limits::Limits;
use crate::sandbox::meter::{Meter, limited_store, restore_fuel};
use crate::sandbox::origin::Origin;
use crate::sandbox::shared_memory::SharedMemory;
use crate::sandbox::stop::{Cause, Stop};
use crate::serve::jobs::DeferredJobs;
use crate::serve::metrics::Metrics;
use crate::serve::on_demand::{DeferredComponent, SharedLimits};
use crate::serve::options::{Deferred, HEALTH_CHECKS, PREPARED, ServeOptions};
use crate::serve::reporter::Reporter;
use crate::serve::request_state::{self, RequestState};
use crate::serve::ticks;
use crate::store::SharedStore;

/// An instance that is ready for a request.
pub struct RequestInstance {
    pub store: Store<RequestState>,
    pub proxy: Proxy,
    served: u32,
}

impl RequestInstance {
    /// A request starts, with all the time and fuel that the limits allow.
    pub fn start(&mut self) -> wasmtime::Result<()> {
        self.served += 1;
        self.store.data_mut().meter.restart();
        self.store.set_epoch_deadline(1);
        restore_fuel(&mut self.store, |state| &mut state.meter)
    }
}

pub struct Instances {
    component: ProxyPre<RequestState>,
    engine: Engine,
    limits: Limits,
    memory: Arc<SharedMemory>,
    store: Option<SharedStore>,
    reuse: u32,
    idle: Mutex<Vec<RequestInstance>>,
    /// New ones, each with its place among [`PREPARED`].
    prepared: Mutex<Vec<(RequestInstance, OwnedSemaphorePermit)>>,
    places: Arc<Semaphore>,
    origin: Arc<Origin>,
    metrics: Arc<Metrics>,
}

impl Instances {
    pub fn load(
        options: &ServeOptions,
        metrics: Arc<Metrics>,
        notice: impl Fn(&str),
    ) -> anyhow::Result<Arc<Instances>> {
        let file = &options.component;
        let engine = engine::serving(
            options.purpose,
            &options.limits,
            options.instances + HEALTH_CHECKS + PREPARED,
        )?;
        let memory = Arc::new(SharedMemory::new(options.max_total_memory));
        let Loaded { component, hash } = Cache::of_user().load(&engine, file, &notice)?;
        let unfit = |error: anyhow::Error| anyhow::anyhow!("cannot serve `{}`: {error:#}", file.display());
        // Nothing else is linked in: no clock, no files, no network except for the request itself.
        let mut linker = Linker::new(&engine);
        request_state::link(&mut linker, options.store.is_some()).map_err(|error| unfit(error.into()))?;
        if let Some(Deferred { job, reporter }) = &options.deferred {
            let load = |file: &Path, link: &dyn Fn(&mut Linker<Meter>) -> wasmtime::Result<()>| {
                let limits = SharedLimits {
                    limits: options.limits.clone(),
                    memory: memory.clone(),
                };
                DeferredComponent::load(&engine, file, limits, metrics.clone(), &notice, link)
            };
            let reporter = Reporter::new(load(reporter, &|_| Ok(()))?)?;
            let jobs = DeferredJobs::new(load(job, &|linker| reporter.link(linker))?)?;
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
            memory,
            store: options.store.clone(),
            reuse: options.reuse,
            idle: Mutex::default(),
            prepared: Mutex::default(),
            places: Arc::new(Semaphore::new(PREPARED as usize)),
            origin: Arc::new(Origin::new(file.clone(), hash)),
            metrics,
            engine: engine.clone(),
        });
        ticks::start(engine)?;
        Ok(instances)
    }

    /// An idle instance, or else a new one. For a health check there is memory whatever other requests hold.
    pub async fn take(self: &Arc<Self>, health_check: bool) -> wasmtime::Result<RequestInstance> {
        let idle = lock(&self.idle).pop();
        if let Some(instance) = idle {
            return Ok(instance);
        }
        let prepared = lock(&self.prepared).pop();
        let instance = match prepared {
            Some((instance, _place)) => instance,
            None => {
                let memory = (!health_check).then(|| self.memory.clone());
                self.instantiate(memory).await?
            }
        };
        self.metrics.instance_used();
        Ok(instance)
    }

    /// Keeps an instance that has answered for another request, unless it has reported that it can't take one.
    pub fn give_back(&self, instance: RequestInstance, ended: bool) {
        if instance.served < self.reuse && !ended {
            lock(&self.idle).push(instance);
        }
    }

    /// Begins to make an instance for a later request, if fewer are ready than may be.
    pub fn prepare(self: &Arc<Self>) {
        let Ok(place) = self.places.clone().try_acquire_owned() else {
            return;
        };
        let instances = self.clone();
        tokio::spawn(async move {
            // If it fails, the request that needs one reports it.
            if let Ok(instance) = instances.instantiate(Some(instances.memory.clone())).await {
                lock(&instances.prepared).push((instance, place));
            }
        });
    }

    async fn instantiate(self: &Arc<Self>, memory: Option<Arc<SharedMemory>>) -> wasmtime::Result<RequestInstance> {
        let meter = Meter::sharing(&self.limits, memory);
        let state = RequestState::new(meter, self.store.clone());
        let mut store = limited_store(&self.engine, state, |state| &mut state.meter)?;
        let (origin, metrics) = (self.origin.clone(), self.metrics.clone());
        ticks::count(&mut store, |state| &mut state.meter, origin, metrics);
        let proxy = self.component.instantiate_async(&mut store).await?;
        Ok(RequestInstance {
            store,
            proxy,
            served: 0,
        })
    }

    /// Why and where an instance was stopped.
    pub fn stop(&self, doing: &str, error: &wasmtime::Error) -> Stop {
        let cause = blame::cause(error, &self.limits);
        if matches!(cause, Cause::Exhausted(_)) {
            // What they hold is needed.
            lock(&self.idle).clear();
            lock(&self.prepared).clear();
        }
        Stop {
            doing: doing.into(),
            cause,
            location: self.origin.graph().and_then(|graph| blame::location(error, graph)),
            after_record: None,
        }
    }
}

fn lock<T>(instances: &Mutex<T>) -> MutexGuard<'_, T> {
    instances.lock().unwrap_or_else(PoisonError::into_inner)
}
