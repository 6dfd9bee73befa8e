//! Ends a call that takes too long.
//!
//! Compiled code looks at a counter of its engine now and then, if it was compiled so. A thread raises that counter when
//! a call is due, and each instance that runs then looks at the clock.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use wasmtime::Engine;

/// The thread that watches over an instance; gone when this is dropped.
pub struct Deadline {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default, Clone, Copy)]
enum State {
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
        self.shared.set(State::Due(due));
    }

    pub fn stop(&self) {
        self.shared.set(State::Idle);
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        self.shared.set(State::Over);
        if let Some(thread) = self.thread.take() {
            // It does nothing that could fail.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn set(&self, state: State) {
        *self.lock() = state;
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self, engine: &Engine) {
        let mut state = self.lock();
        loop {
            state = match *state {
                State::Over => return,
                State::Idle => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                State::Due(due) => {
                    let left = due.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        engine.increment_epoch();
                        *state = State::Idle;
                        continue;
                    }
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}
