//! One instance of a component: calls are held to its limits, and a failure is reported with its cause and location.

use std::sync::Arc;

use inspector::Graph;
use wasmtime::{Engine, Result, Store, UpdateDeadline};

use crate::io_error::reason;
use crate::sandbox::blame;
use crate::sandbox::call_error::CallError;
use crate::sandbox::deadline::Deadline;
use crate::sandbox::epoch;
use crate::sandbox::limits::{Limit, Limits};
use crate::sandbox::meter::{Meter, limited_store};
use crate::sandbox::origin::Origin;
use crate::sandbox::shared_memory::SharedMemory;
use crate::sandbox::shortage::Shortage;
use crate::sandbox::stop::{Cause, Location, Stop};

/// What wasmtime passes to host functions. `H` is what the host provides to the component.
pub struct InstanceState<H> {
    pub meter: Meter,
    pub host: H,
}

/// After a failed call it is not called again.
pub struct Instance<H: 'static> {
    store: Store<InstanceState<H>>,
    deadline: Option<Deadline>,
    origin: Arc<Origin>,
    poisoned: bool,
    /// What it is called for, such as "create the user".
    pub doing: String,
    /// The last record that is known to be done.
    pub record: Option<u64>,
}

impl<H> Instance<H> {
    pub fn new(
        engine: &Engine,
        limits: &Limits,
        origin: &Arc<Origin>,
        doing: &str,
        host: H,
    ) -> Result<Instance<H>, CallError> {
        Instance::sharing(engine, limits, None, origin, doing, host)
    }

    /// For one of several instances whose memory is limited together too.
    pub fn sharing(
        engine: &Engine,
        limits: &Limits,
        memory: Option<Arc<SharedMemory>>,
        origin: &Arc<Origin>,
        doing: &str,
        host: H,
    ) -> Result<Instance<H>, CallError> {
        let cannot = |why: String| CallError::Setup(format!("cannot {doing}: {why}"));
        let meter = Meter::sharing(limits, memory);
        let store = limited_store(engine, InstanceState { meter, host }, |state| &mut state.meter);
        let mut store = store.map_err(|error| match Shortage::of(&error, || doing.into()) {
            Some(shortage) => CallError::Setup(shortage.to_string()),
            None => cannot(error.to_string()),
        })?;
        let mut deadline = None;
        if limits.get(Limit::Timeout).is_some() {
            // The epoch may have advanced for another instance, so look at this one's clock.
            let check = |state: &mut InstanceState<H>| state.meter.check_due();
            epoch::check_time(&mut store, |_| {}, check, UpdateDeadline::Continue);
            let watching = Deadline::watch(engine);
            deadline = Some(watching.map_err(|error| cannot(format!("cannot start a thread: {}", reason(&error))))?);
        }
        Ok(Instance {
            store,
            deadline,
            origin: origin.clone(),
            poisoned: false,
            doing: doing.into(),
            record: None,
        })
    }

    /// Calls an export, or instantiates the component. A failed call poisons the instance: after a trap it may be in any
    /// state.
    pub fn call<T>(
        &mut self,
        export: Option<&str>,
        call: impl FnOnce(&mut Store<InstanceState<H>>) -> Result<T>,
    ) -> Result<T, CallError> {
        if self.poisoned {
            return Err(CallError::Poisoned(self.doing.clone()));
        }
        let due = self.store.data_mut().meter.start();
        if let (Some(deadline), Some(due)) = (&self.deadline, due) {
            self.store.set_epoch_deadline(1);
            deadline.start(due);
        }
        let answer = call(&mut self.store);
        if let Some(deadline) = &self.deadline {
            deadline.stop();
        }
        self.store.data_mut().meter.stop();
        answer.map_err(|error| {
            if let Some(shortage) = Shortage::of(&error, || self.doing.clone()) {
                self.poison();
                return CallError::Setup(shortage.to_string());
            }
            let cause = blame::cause(&error, self.limits());
            // An error in what the component handed over has no backtrace, so name the part that was called.
            let callee = |graph: &Graph| blame::exporter(export?, graph);
            self.stop(cause, |graph| blame::location(&error, graph).or_else(|| callee(graph)))
        })
    }

    /// The message of an error that the contract defines, completed with the part that exports an interface.
    pub fn blame(&self, message: &str, export: &str) -> String {
        let graph = self.origin.graph();
        let location = graph.and_then(|graph| blame::exporter(export, graph));
        let location = location.map(|location| location.to_string()).unwrap_or_default();
        // Calls may follow, one per line.
        let (what, calls) = message.split_at(message.find('\n').unwrap_or(message.len()));
        format!("{what}{location}{calls}")
    }

    /// A limit that the host itself found to be exceeded, by the part that exports an interface.
    pub fn met(&mut self, limit: Limit, export: &str) -> CallError {
        let cause = Cause::Met(self.limits().met(limit));
        self.stop(cause, |graph| blame::exporter(export, graph))
    }

    /// What the host provides to it.
    pub fn host(&mut self) -> &mut H {
        &mut self.store.data_mut().host
    }

    /// How much memory it has.
    pub fn memory(&self) -> u64 {
        self.store.data().meter.memory()
    }

    /// Ends it, and returns what the host provided to it.
    pub fn into_host(self) -> H {
        self.store.into_data().host
    }

    /// From now on, every call fails.
    pub fn poison(&mut self) {
        self.poisoned = true;
    }

    fn stop(&mut self, cause: Cause, location: impl FnOnce(&Graph) -> Option<Location>) -> CallError {
        self.poison();
        CallError::Stopped(Box::new(Stop {
            doing: self.doing.clone(),
            cause,
            location: self.origin.graph().and_then(location),
            after_record: self.record,
        }))
    }

    pub fn limits(&self) -> &Limits {
        &self.store.data().meter.limits
    }
}
