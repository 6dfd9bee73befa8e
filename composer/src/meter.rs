//! Holds one instance of the component to its limits: what wasmtime asks before anything grows.

use std::time::{Duration, Instant};

use wasmtime::{ResourceLimiter, Result};

use crate::limits::{Limit, Limits, Met};

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
