//! What the host keeps in a store while a test runs.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use wasmtime::component::ResourceTable;
use wasmtime::{ResourceLimiter, Result};

/// Counted outside the store, so that a test can read it after the store is gone.
#[derive(Default)]
pub struct Tally {
    pub constructed: AtomicU64,
    pub dropped: AtomicU64,
}

#[derive(Default)]
pub struct State {
    /// The host's sessions.
    pub table: ResourceTable,
    pub tally: Arc<Tally>,
    /// Bytes of all linear memories.
    pub memory: usize,
}

impl ResourceLimiter for State {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> Result<bool> {
        self.memory += desired - current;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> Result<bool> {
        Ok(true)
    }
}
