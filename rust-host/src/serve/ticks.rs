//! Counts how long instances work. A thread advances the engine's epoch at a fixed interval; an instance notices only while it
//! works, not while it waits for a client.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use wasmtime::{Engine, Store, UpdateDeadline};

use crate::sandbox::epoch;
use crate::sandbox::meter::Meter;
use crate::sandbox::origin::Origin;
use crate::serve::metrics::Metrics;
use crate::serve::sampler;

const TICK: Duration = Duration::from_millis(10);

/// Starts the thread.
pub fn start(engine: Engine) -> std::io::Result<()> {
    let advance = move || {
        loop {
            thread::sleep(TICK);
            engine.increment_epoch();
        }
    };
    thread::Builder::new().name("ticks".into()).spawn(advance)?;
    Ok(())
}

/// At each tick, attributes the time to the part that is at work, and stops the instance if no time is left.
pub fn count<T: 'static>(
    store: &mut Store<T>,
    meter: fn(&mut T) -> &mut Meter,
    origin: Arc<Origin>,
    metrics: Arc<Metrics>,
) {
    let attribute = move |store: &wasmtime::StoreContextMut<'_, T>| {
        if let Some(graph) = origin.graph() {
            metrics.worked(sampler::at_work(store, graph), TICK);
        }
    };
    let spend = move |state: &mut T| meter(state).spend(TICK);
    epoch::check_time(store, attribute, spend, UpdateDeadline::Yield);
}
