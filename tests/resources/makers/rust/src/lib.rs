//! A maker in Rust: each session is a value, and the destructor is its `Drop`.
#![cfg(any(target_arch = "wasm32", clippy))]

use std::cell::Cell;

wit_bindgen::generate!({ world: "maker", path: "../../wit" });

use exports::my::ledger::sessions::{Counts, Guest, GuestSession, Session, SessionError};

struct Component;

export!(Component);

thread_local! {
    static CONSTRUCTED: Cell<u64> = const { Cell::new(0) };
    static DROPPED: Cell<u64> = const { Cell::new(0) };
}

fn count(counter: &'static std::thread::LocalKey<Cell<u64>>) {
    counter.set(counter.get() + 1);
}

struct Ledger {
    sum: Cell<u64>,
    closed: Cell<bool>,
}

impl Ledger {
    fn open(&self) -> Result<(), SessionError> {
        if self.closed.get() {
            Err(SessionError::Closed)
        } else {
            Ok(())
        }
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        count(&DROPPED);
    }
}

impl Guest for Component {
    type Session = Ledger;

    fn count() -> Counts {
        Counts {
            constructed: CONSTRUCTED.get(),
            dropped: DROPPED.get(),
        }
    }
}

impl GuestSession for Ledger {
    fn open() -> Session {
        count(&CONSTRUCTED);
        Session::new(Ledger {
            sum: Cell::new(0),
            closed: Cell::new(false),
        })
    }

    fn add(&self, amount: u64) -> Result<u64, SessionError> {
        self.open()?;
        self.sum.set(self.sum.get().wrapping_add(amount));
        Ok(self.sum.get())
    }

    fn close(&self) -> Result<(), SessionError> {
        self.open()?;
        self.closed.set(true);
        Ok(())
    }

    fn break_down(&self) {
        panic!("a defect of the maker's");
    }
}
