//! Holds one instance of the component to its limits: what wasmtime asks before anything grows.

use std::time::{Duration, Instant};

use wasmtime::{Engine, ResourceLimiter, Result, Store};

use crate::sandbox::limits::{Limit, Limits, Met};

/// Kept in the store of an instance.
pub struct Meter {
    pub limits: Limits,
    memory: Sum,
    elements: Sum,
    /// What the component may still work.
    left: Option<Duration>,
    /// When the call that runs has to be over.
    due: Option<Instant>,
}

/// A store that is held to the limits of the meter in it. Time is for whoever calls to watch.
pub fn held<T: 'static>(engine: &Engine, mut data: T, meter: fn(&mut T) -> &mut Meter) -> Result<Store<T>> {
    let limits = &meter(&mut data).limits;
    let count = |limit| usize::try_from(limits.of(limit)).unwrap_or(usize::MAX);
    let (call_bytes, handles, fuel) = (count(Limit::CallBytes), count(Limit::Handles), limits.get(Limit::Fuel));
    let mut store = Store::new(engine, data);
    store.limiter(move |data| meter(data));
    store.set_hostcall_fuel(call_bytes);
    store.set_max_component_handles(handles);
    if let Some(fuel) = fuel {
        store.set_fuel(fuel)?;
    }
    Ok(store)
}

/// What all instances have together, and what was last added.
#[derive(Default)]
struct Sum {
    all: u64,
    last: u64,
}

impl Sum {
    fn grow(&mut self, current: usize, desired: usize, met: Met) -> Result<bool> {
        let more = desired.saturating_sub(current) as u64;
        let all = self.all.saturating_add(more);
        // Refused, it would depend on the language what comes of it. So it is a trap, right where it was asked for.
        if all > met.allowed {
            return Err(met.into());
        }
        *self = Sum { all, last: more };
        Ok(true)
    }

    /// It couldn't be had after all, such as beyond what a memory says of itself.
    fn take_back(&mut self) {
        self.all -= self.last;
        self.last = 0;
    }
}

impl Meter {
    pub fn new(limits: &Limits) -> Meter {
        Meter {
            memory: Sum::default(),
            elements: Sum::default(),
            left: limits.get(Limit::Timeout).map(Duration::from_secs),
            due: None,
            limits: limits.clone(),
        }
    }

    /// A call starts; says when it has to be over.
    pub fn start(&mut self) -> Option<Instant> {
        self.due = self.left.map(|left| Instant::now() + left);
        self.due
    }

    /// The call is over.
    pub fn stop(&mut self) {
        self.left = self.due.take().map(|due| due.saturating_duration_since(Instant::now()));
    }

    /// Fails where the call should be over by now.
    pub fn check_time(&self) -> Result<(), Met> {
        match self.due {
            Some(due) if Instant::now() >= due => Err(self.limits.met(Limit::Timeout)),
            _ => Ok(()),
        }
    }
}

impl ResourceLimiter for Meter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        self.memory.grow(current, desired, self.limits.met(Limit::Memory))
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> Result<()> {
        self.memory.take_back();
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        self.elements
            .grow(current, desired, self.limits.met(Limit::TableElements))
    }

    fn table_grow_failed(&mut self, _: wasmtime::Error) -> Result<()> {
        self.elements.take_back();
        Ok(())
    }

    fn tables(&self) -> usize {
        usize::try_from(self.limits.of(Limit::Tables)).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(limit: Limit, number: u64) -> Meter {
        Meter::new(&Limits::default().with(limit, number).expect("in range"))
    }

    #[test]
    fn memories_count_together() {
        let mut meter = meter(Limit::Memory, 1000);
        assert!(meter.memory_growing(0, 600, None).expect("it is room enough"));
        let error = meter.memory_growing(0, 401, None).expect_err("both have more");
        assert_eq!(error.to_string(), "the limit `max-memory`, 1000 B over all parts");
        assert!(meter.memory_growing(600, 700, None).expect("100 more are fine"));
        assert!(meter.memory_growing(0, 300, None).expect("and what is left"));
        assert!(meter.memory_growing(700, 701, None).is_err());
    }

    #[test]
    fn what_could_not_be_had_does_not_count() {
        let mut meter = meter(Limit::Memory, 1000);
        assert!(meter.memory_growing(0, 900, None).expect("it is room enough"));
        meter
            .memory_grow_failed(wasmtime::Error::msg("none left"))
            .expect("it is taken note of");
        assert!(meter.memory_growing(0, 1000, None).expect("nothing was taken"));
    }

    #[test]
    fn elements_of_tables_count_together() {
        let mut meter = meter(Limit::TableElements, 10);
        assert!(meter.table_growing(0, 6, None).expect("it is room enough"));
        let error = meter.table_growing(0, 5, None).expect_err("both have more");
        assert_eq!(error.to_string(), "the limit `max-table-elements`, 10");
    }
}
