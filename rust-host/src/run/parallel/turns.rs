//! What only one block may use at a time, and the blocks one after the other.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

pub struct Turns<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    /// The block whose turn it is.
    next: u64,
    /// The run ends in this block; later ones get no turn.
    last: u64,
    value: T,
}

impl<T> Turns<T> {
    pub fn new(value: T) -> Turns<T> {
        Turns {
            state: Mutex::new(State {
                next: 0,
                last: u64::MAX,
                value,
            }),
            changed: Condvar::new(),
        }
    }

    /// Waits for the turn of a block. None: the run ends before this block.
    pub fn take(&self, block: u64) -> Option<Turn<'_, T>> {
        let mut state = self.lock();
        loop {
            if block > state.last {
                return None;
            }
            if block == state.next {
                let changed = &self.changed;
                return Some(Turn { state, changed });
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The run ends in this block, or in an earlier one. The caller must not hold a turn.
    pub fn end(&self, block: u64) {
        let mut state = self.lock();
        state.last = state.last.min(block);
        self.changed.notify_all();
    }

    pub fn into_value(self) -> T {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).value
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A block's turn. If it isn't passed on, the blocks after it wait until the run ends.
pub struct Turn<'a, T> {
    state: MutexGuard<'a, State<T>>,
    changed: &'a Condvar,
}

impl<T> Turn<'_, T> {
    /// Gives the turn to the next block.
    pub fn pass(mut self) {
        self.state.next += 1;
        drop(self.state);
        self.changed.notify_all();
    }
}

impl<T> Deref for Turn<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.state.value
    }
}

impl<T> DerefMut for Turn<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.state.value
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn each_block_has_its_turn_whichever_thread_comes_first() {
        let turns = Turns::new(Vec::new());
        thread::scope(|scope| {
            for block in (0..20).rev() {
                let turns = &turns;
                scope.spawn(move || {
                    let mut turn = turns.take(block).expect("the run goes on");
                    turn.push(block);
                    turn.pass();
                });
            }
        });
        assert_eq!(turns.into_value(), (0..20).collect::<Vec<u64>>());
    }

    #[test]
    fn blocks_after_the_end_get_no_turn() {
        let turns = Turns::new(());
        thread::scope(|scope| {
            let waiting = scope.spawn(|| turns.take(2).is_some());
            turns.take(0).expect("the run goes on").pass();
            turns.end(1);
            assert!(turns.take(1).is_some(), "an earlier failure would count");
            assert!(!waiting.join().expect("it doesn't panic"));
        });
        turns.end(4);
        assert!(turns.take(2).is_none(), "the first end counts");
    }
}
