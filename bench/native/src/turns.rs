//! What threads use one after the other, in the order of the records.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

pub struct Turns<T> {
    /// The number whose turn it is, and what it may use.
    state: Mutex<(u64, T)>,
    changed: Condvar,
}

impl<T> Turns<T> {
    pub fn new(first: u64, value: T) -> Turns<T> {
        Turns {
            state: Mutex::new((first, value)),
            changed: Condvar::new(),
        }
    }

    /// Waits for the turn of a number.
    pub fn take(&self, number: u64) -> Turn<'_, T> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.changed.wait_while(state, |(next, _)| *next != number);
        Turn {
            state: state.unwrap_or_else(PoisonError::into_inner),
            changed: &self.changed,
        }
    }
}

pub struct Turn<'a, T> {
    state: MutexGuard<'a, (u64, T)>,
    changed: &'a Condvar,
}

impl<T> Turn<'_, T> {
    pub fn pass(mut self, to: u64) {
        self.state.0 = to;
        drop(self.state);
        self.changed.notify_all();
    }
}

impl<T> Deref for Turn<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.state.1
    }
}

impl<T> DerefMut for Turn<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.state.1
    }
}
