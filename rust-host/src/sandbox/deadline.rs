//! Ends a call that takes too long.
//!
//! Code that is compiled with epochs checks a counter of its engine at every loop and function entry. A thread advances
//! that counter when a call is due; each running instance then checks its clock.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use wasmtime::Engine;

/// The thread that watches one instance; it ends when this is dropped.
pub struct Deadline {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<CallState>,
    changed: Condvar,
}

#[derive(Default, Clone, Copy)]
enum CallState {
    /// No call runs.
    #[default]
    Idle,
    Due(Instant),
    Over,
}

impl Deadline {
    pub fn watch(engine: &Engine) -> io::Result<Deadline> {
        let shared = Arc::new(Shared::default());
        let thread = thread::Builder::new().name("deadline".into()).spawn({
            let (shared, engine) = (shared.clone(), engine.clone());
            move || shared.watch(&engine)
        })?;
        Ok(Deadline {
            shared,
            thread: Some(thread),
        })
    }

    pub fn start(&self, due: Instant) {
        self.shared.set(CallState::Due(due));
    }

    pub fn stop(&self) {
        self.shared.set(CallState::Idle);
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.shared.set(CallState::Over);
        if let Some(thread) = self.thread.take() {
            // The thread does nothing that could panic.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn set(&self, state: CallState) {
        *self.lock() = state;
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, CallState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self, engine: &Engine) {
        let mut state = self.lock();
        loop {
            state = match *state {
                CallState::Over => return,
                CallState::Idle => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                CallState::Due(due) => {
                    let left = due.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        engine.increment_epoch();
                        *state = CallState::Idle;
                        continue;
                    }
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}
