//! A store of the component's, held to its limits, and whom to blame when it stops.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use inspector::Graph;
use wasmtime::{Engine, Result, Store, UpdateDeadline};

use crate::failure::{Failure, reason};
use crate::sandbox::blame::{Cause, Place, Stop};
use crate::sandbox::deadline::Deadline;
use crate::sandbox::limits::{Limit, Limits};
use crate::sandbox::meter::{Meter, held};
use crate::store::Host;

/// The file that a component was loaded from. It is looked into only when something has failed, and once.
pub struct Origin {
    file: PathBuf,
    hash: blake3::Hash,
    graph: OnceLock<Option<Graph>>,
}

impl Origin {
    pub fn new(file: PathBuf, hash: blake3::Hash) -> Origin {
        let graph = OnceLock::new();
        Origin { file, hash, graph }
    }

    /// Who is in the component; none where the file is another one by now.
    pub fn graph(&self) -> Option<&Graph> {
        let inspected = || {
            let wasm = fs::read(&self.file).ok()?;
            let same = blake3::hash(&wasm) == self.hash;
            same.then(|| inspector::inspect(&wasm).ok()).flatten()
        };
        self.graph.get_or_init(inspected).as_ref()
    }
}

/// What wasmtime hands to whatever a call needs of the host.
pub struct State {
    pub meter: Meter,
    pub host: Host,
}

/// Where one instance of the component lives. After a failed call it is not called again.
pub struct Instance {
    store: Store<State>,
    deadline: Option<Deadline>,
    origin: Arc<Origin>,
    failed: bool,
    /// What it is called for, such as "create the user".
    pub doing: String,
    /// The last record that is known to be done.
    pub record: Option<u64>,
}

impl Instance {
    pub fn new(
        engine: &Engine,
        limits: &Limits,
        origin: &Arc<Origin>,
        doing: &str,
        host: Host,
    ) -> Result<Instance, Failure> {
        let cannot = |why: String| Failure::Guest(format!("cannot {doing}: {why}"));
        let meter = Meter::new(limits);
        let store = held(engine, State { meter, host }, |state| &mut state.meter);
        let mut store = store.map_err(|error| cannot(error.to_string()))?;
        let mut deadline = None;
        if limits.get(Limit::Timeout).is_some() {
            // The counter may have been raised for another instance.
            store.epoch_deadline_callback(|store| {
                store.data().meter.check_time()?;
                Ok(UpdateDeadline::Continue(1))
            });
            let watching = Deadline::watch(engine);
            deadline = Some(watching.map_err(|error| cannot(format!("cannot start a thread: {}", reason(&error))))?);
        }
        Ok(Instance {
            store,
            deadline,
            origin: origin.clone(),
            failed: false,
            doing: doing.into(),
            record: None,
        })
    }

    /// Calls an export, or none yet. What fails here fails for good: an instance that trapped may be in any state.
    pub fn call<T>(
        &mut self,
        export: Option<&str>,
        call: impl FnOnce(&mut Store<State>) -> Result<T>,
    ) -> Result<T, Failure> {
        if self.failed {
            return Err(Failure::Spent(self.doing.clone()));
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
            let cause = Cause::of(&error, &self.store.data().meter.limits);
            // What the host found in what was handed over has no trace.
            let behind = |graph: &Graph| Place::behind(export?, graph);
            self.stop(cause, |graph| Place::of(&error, graph).or_else(|| behind(graph)))
        })
    }

    /// An error of the contract, with the part behind an exported interface, which it is of.
    pub fn refused(&self, message: &str, export: &str) -> Failure {
        let graph = self.origin.graph();
        let place = graph.and_then(|graph| Place::behind(export, graph));
        let place = place.map(|place| place.to_string()).unwrap_or_default();
        // Calls may follow, a line each.
        let (what, calls) = message.split_at(message.find('\n').unwrap_or(message.len()));
        Failure::Guest(format!("{what}{place}{calls}"))
    }

    /// A limit that the host itself found to be met, by the part behind an exported interface.
    pub fn met(&mut self, limit: Limit, export: &str) -> Failure {
        let cause = Cause::Met(self.store.data().meter.limits.met(limit));
        self.stop(cause, |graph| Place::behind(export, graph))
    }

    /// Ends it, and gives back the host's part, where what was stored waits to be committed.
    pub fn into_host(self) -> Host {
        self.store.into_data().host
    }

    /// From now on it fails, whatever is called.
    pub fn spend(&mut self) {
        self.failed = true;
    }

    fn stop(&mut self, cause: Cause, place: impl FnOnce(&Graph) -> Option<Place>) -> Failure {
        self.spend();
        Failure::Stopped(Box::new(Stop {
            doing: self.doing.clone(),
            cause,
            place: self.origin.graph().and_then(place),
            after_record: self.record,
        }))
    }

    pub fn limits(&self) -> &Limits {
        &self.store.data().meter.limits
    }
}
