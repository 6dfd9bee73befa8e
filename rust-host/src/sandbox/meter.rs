//! How much of its limits one instance has used. wasmtime asks it before a memory or table grows.

use std::sync::Arc;
use std::time::{Duration, Instant};

use wasmtime::{Engine, ResourceLimiter, Result, Store};

use crate::sandbox::limits::{Limit, Limits, Met};
use crate::sandbox::shared_memory::{Exhausted, SharedMemory};

/// Kept in the store of an instance.
///
/// Time is counted in one of two ways. A caller that does nothing else meanwhile brackets its calls with `start` and
/// `stop`, and asks `check_due`. A server, whose instances wait for clients within a call, counts the time in which the
/// instance works with `spend`.
pub struct Meter {
    pub limits: Limits,
    memory: Sum,
    elements: Sum,
    shared: Option<Arc<SharedMemory>>,
    /// What the host holds for the instance, of the shared memory.
    held: u64,
    /// The working time that is left; none: unlimited.
    left: Option<Duration>,
    /// When the running call must have ended.
    due: Option<Instant>,
}

/// A store that is held to the limits of the meter in it, except for time.
pub fn limited_store<T: 'static>(engine: &Engine, mut data: T, meter: fn(&mut T) -> &mut Meter) -> Result<Store<T>> {
    let limits = &meter(&mut data).limits;
    let count = |limit| usize::try_from(limits.of(limit)).unwrap_or(usize::MAX);
    let (call_bytes, handles) = (count(Limit::CallBytes), count(Limit::Handles));
    let mut store = Store::new(engine, data);
    store.limiter(move |data| meter(data));
    store.set_hostcall_fuel(call_bytes);
    store.set_max_component_handles(handles);
    restore_fuel(&mut store, meter)?;
    Ok(store)
}

/// All the fuel of the limit is there again, whatever was used of it.
pub fn restore_fuel<T: 'static>(store: &mut Store<T>, meter: fn(&mut T) -> &mut Meter) -> Result<()> {
    let fuel = meter(store.data_mut()).limits.get(Limit::Fuel);
    fuel.map_or(Ok(()), |fuel| store.set_fuel(fuel))
}

/// The size of all memories or tables of an instance together, and what was added last.
#[derive(Default)]
struct Sum {
    all: u64,
    last: u64,
}

impl Sum {
    fn grow(&mut self, current: usize, desired: usize, met: Met) -> Result<bool> {
        let more = desired.saturating_sub(current) as u64;
        let all = self.all.saturating_add(more);
        // A refused growth would have a different effect in each language. A trap is the same in all of them.
        if all > met.allowed {
            return Err(met.into());
        }
        *self = Sum { all, last: more };
        Ok(true)
    }

    /// The growth failed, for example because the memory declares a maximum.
    fn take_back(&mut self) -> u64 {
        let last = std::mem::take(&mut self.last);
        self.all -= last;
        last
    }
}

impl Meter {
    pub fn new(limits: &Limits) -> Meter {
        Meter {
            memory: Sum::default(),
            elements: Sum::default(),
            shared: None,
            held: 0,
            left: time_limit(limits),
            due: None,
            limits: limits.clone(),
        }
    }

    /// For one of several instances whose memory is limited together too.
    pub fn sharing(limits: &Limits, shared: Option<Arc<SharedMemory>>) -> Meter {
        let mut meter = Meter::new(limits);
        meter.shared = shared;
        meter
    }

    /// How much memory the instance has.
    pub fn memory(&self) -> u64 {
        self.memory.all
    }

    /// Counts what the host holds for the instance from now on.
    pub fn hold(&mut self, bytes: u64) -> Result<(), Exhausted> {
        let Some(shared) = &self.shared else { return Ok(()) };
        shared.give_back(std::mem::take(&mut self.held));
        shared.take(bytes)?;
        self.held = bytes;
        Ok(())
    }

    /// A call starts. Returns the time by which it must end.
    pub fn start(&mut self) -> Option<Instant> {
        self.due = self.left.map(|left| Instant::now() + left);
        self.due
    }

    /// The call has ended.
    pub fn stop(&mut self) {
        self.left = self.due.take().map(|due| due.saturating_duration_since(Instant::now()));
    }

    /// Fails if the call should have ended by now.
    pub fn check_due(&self) -> Result<(), Met> {
        match self.due {
            Some(due) if Instant::now() >= due => Err(self.limits.met(Limit::Timeout)),
            _ => Ok(()),
        }
    }

    /// Restores the whole time, for the next request.
    pub fn restart(&mut self) {
        self.left = time_limit(&self.limits);
    }

    /// The instance worked for this long. Fails if less was left.
    pub fn spend(&mut self, time: Duration) -> Result<(), Met> {
        if let Some(left) = self.left {
            self.left = Some(left.checked_sub(time).ok_or(self.limits.met(Limit::Timeout))?);
        }
        Ok(())
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            shared.give_back(self.memory.all + self.held);
        }
    }
}

fn time_limit(limits: &Limits) -> Option<Duration> {
    limits.get(Limit::Timeout).map(Duration::from_secs)
}

impl ResourceLimiter for Meter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        let grown = self.memory.grow(current, desired, self.limits.met(Limit::Memory))?;
        if let Some(shared) = &self.shared
            && let Err(exhausted) = shared.take(self.memory.last)
        {
            self.memory.take_back();
            return Err(exhausted.into());
        }
        Ok(grown)
    }

    fn memory_grow_failed(&mut self, _: wasmtime::Error) -> Result<()> {
        let last = self.memory.take_back();
        if let Some(shared) = &self.shared {
            shared.give_back(last);
        }
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
        assert!(meter.memory_growing(0, 600, None).expect("there is room"));
        let error = meter.memory_growing(0, 401, None).expect_err("both have more");
        assert_eq!(
            error.to_string(),
            "the limit `max-memory`, 1000 B in all components together"
        );
        assert!(meter.memory_growing(600, 700, None).expect("100 more fit"));
        assert!(meter.memory_growing(0, 300, None).expect("and so does the rest"));
        assert!(meter.memory_growing(700, 701, None).is_err());
    }

    #[test]
    fn failed_growth_does_not_count() {
        let mut meter = meter(Limit::Memory, 1000);
        assert!(meter.memory_growing(0, 900, None).expect("there is room"));
        meter
            .memory_grow_failed(wasmtime::Error::msg("none left"))
            .expect("it is recorded");
        assert!(meter.memory_growing(0, 1000, None).expect("all of it is left"));
    }

    #[test]
    fn several_instances_share_memory() {
        let limits = Limits::default();
        let shared = Arc::new(SharedMemory::new(1000));
        let meter = || Meter::sharing(&limits, Some(shared.clone()));
        let (mut one, mut other) = (meter(), meter());
        assert!(one.memory_growing(0, 600, None).expect("there is room"));
        let error = other.memory_growing(0, 401, None).expect_err("both have more");
        assert!(error.is::<Exhausted>(), "{error}");
        assert!(other.memory_growing(0, 300, None).expect("this fits"));
        other.hold(100).expect("as does this");
        assert!(other.hold(101).is_err(), "it is instead of the first");
        assert_eq!(shared.held(), 900);
        one.memory_grow_failed(wasmtime::Error::msg("none left"))
            .expect("it is recorded");
        assert_eq!(shared.held(), 300);
        drop((one, other));
        assert_eq!(shared.held(), 0);
    }

    #[test]
    fn elements_of_tables_count_together() {
        let mut meter = meter(Limit::TableElements, 10);
        assert!(meter.table_growing(0, 6, None).expect("there is room"));
        let error = meter.table_growing(0, 5, None).expect_err("both have more");
        assert_eq!(error.to_string(), "the limit `max-table-elements`, 10");
    }

    #[test]
    fn working_time_counts_together_until_the_next_request() {
        let mut meter = meter(Limit::Timeout, 1);
        let half = Duration::from_millis(500);
        assert_eq!((meter.spend(half), meter.spend(half)), (Ok(()), Ok(())));
        let error = meter.spend(half).expect_err("nothing is left");
        assert_eq!(error.to_string(), "the limit `timeout`, 1 s");
        meter.restart();
        assert_eq!(meter.spend(half), Ok(()));
    }
}
