//! Memory that several instances share: how much all of them hold together.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug)]
pub struct SharedMemory {
    most: u64,
    held: AtomicU64,
}

impl SharedMemory {
    pub fn new(most: u64) -> SharedMemory {
        let held = AtomicU64::new(0);
        SharedMemory { most, held }
    }

    pub fn take(&self, bytes: u64) -> Result<(), Exhausted> {
        let fits = |held: u64| held.checked_add(bytes).filter(|all| *all <= self.most);
        let taken = self.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits);
        taken.map(|_| ()).map_err(|_| Exhausted { allowed: self.most })
    }

    pub fn give_back(&self, bytes: u64) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
    }

    pub fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }
}

/// All instances together would hold more than they may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted {
    pub allowed: u64,
}

impl fmt::Display for Exhausted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "the limit `max-total-memory`, {} B in all requests together",
            self.allowed
        )
    }
}

impl std::error::Error for Exhausted {}
