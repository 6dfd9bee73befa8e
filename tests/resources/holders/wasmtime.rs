//! Holders as a test calls them: a guest, through its exports; and the Rust host itself, which holds a guest's resources.

use wasmtime::component::ResourceAny;
use wasmtime::{Result, Store};

use crate::resources::interfaces::exports::my::ledger::holder::Guest;
use crate::resources::interfaces::exports::my::ledger::sessions::{self, SessionError};
use crate::resources::state::State;

/// `my:ledger/holder`, without the functions that only a guest has.
pub trait Holder {
    fn hold(&mut self, store: &mut Store<State>, count: u32) -> Result<()>;
    fn drop_all(&mut self, store: &mut Store<State>) -> Result<()>;
    /// None if handles have no visible numbers.
    fn rounds(&mut self, store: &mut Store<State>, count: u32) -> Result<Option<u32>>;
    fn use_after_close(&mut self, store: &mut Store<State>) -> Result<Result<u64, SessionError>>;
    fn close_twice(&mut self, store: &mut Store<State>) -> Result<Result<(), SessionError>>;
    fn use_after_drop(&mut self, store: &mut Store<State>) -> Result<()>;
    fn drop_twice(&mut self, store: &mut Store<State>) -> Result<()>;
    fn break_down(&mut self, store: &mut Store<State>) -> Result<()>;
}

impl Holder for Guest {
    fn hold(&mut self, store: &mut Store<State>, count: u32) -> Result<()> {
        self.call_hold(store, count)
    }

    fn drop_all(&mut self, store: &mut Store<State>) -> Result<()> {
        self.call_drop_all(store)
    }

    fn rounds(&mut self, store: &mut Store<State>, count: u32) -> Result<Option<u32>> {
        self.call_rounds(store, count).map(Some)
    }

    fn use_after_close(&mut self, store: &mut Store<State>) -> Result<Result<u64, SessionError>> {
        self.call_use_after_close(store)
    }

    fn close_twice(&mut self, store: &mut Store<State>) -> Result<Result<(), SessionError>> {
        self.call_close_twice(store)
    }

    fn use_after_drop(&mut self, store: &mut Store<State>) -> Result<()> {
        self.call_use_after_drop(store)
    }

    fn drop_twice(&mut self, store: &mut Store<State>) -> Result<()> {
        self.call_drop_twice(store)
    }

    fn break_down(&mut self, store: &mut Store<State>) -> Result<()> {
        self.call_break_down(store)
    }
}

/// The host. A handle is a [`ResourceAny`], which is `Copy` and ends only by `resource_drop`.
pub struct Wasmtime {
    sessions: sessions::Guest,
    held: Vec<ResourceAny>,
}

impl Wasmtime {
    pub fn new(sessions: sessions::Guest) -> Wasmtime {
        Wasmtime {
            sessions,
            held: Vec::new(),
        }
    }

    fn open(&self, store: &mut Store<State>) -> Result<ResourceAny> {
        self.sessions.session().call_open(store)
    }

    fn add(&self, store: &mut Store<State>, session: ResourceAny) -> Result<Result<u64, SessionError>> {
        self.sessions.session().call_add(store, session, 1)
    }

    fn close(&self, store: &mut Store<State>, session: ResourceAny) -> Result<Result<(), SessionError>> {
        self.sessions.session().call_close(store, session)
    }
}

impl Holder for Wasmtime {
    fn hold(&mut self, store: &mut Store<State>, count: u32) -> Result<()> {
        for _ in 0..count {
            let session = self.open(store)?;
            self.held.push(session);
        }
        Ok(())
    }

    fn drop_all(&mut self, store: &mut Store<State>) -> Result<()> {
        self.held
            .drain(..)
            .try_for_each(|session| session.resource_drop(&mut *store))
    }

    fn rounds(&mut self, store: &mut Store<State>, count: u32) -> Result<Option<u32>> {
        for _ in 0..count {
            let session = self.open(store)?;
            self.add(store, session)?.expect("it is open");
            session.resource_drop(&mut *store)?;
        }
        Ok(None)
    }

    fn use_after_close(&mut self, store: &mut Store<State>) -> Result<Result<u64, SessionError>> {
        let session = self.open(store)?;
        self.close(store, session)?.expect("it is open");
        let answer = self.add(store, session);
        session.resource_drop(store)?;
        answer
    }

    fn close_twice(&mut self, store: &mut Store<State>) -> Result<Result<(), SessionError>> {
        let session = self.open(store)?;
        self.close(store, session)?.expect("it is open");
        let answer = self.close(store, session);
        session.resource_drop(store)?;
        answer
    }

    fn use_after_drop(&mut self, store: &mut Store<State>) -> Result<()> {
        let session = self.open(store)?;
        session.resource_drop(&mut *store)?;
        self.add(store, session).map(drop)
    }

    fn drop_twice(&mut self, store: &mut Store<State>) -> Result<()> {
        let session = self.open(store)?;
        session.resource_drop(&mut *store)?;
        session.resource_drop(store)
    }

    fn break_down(&mut self, store: &mut Store<State>) -> Result<()> {
        let session = self.open(store)?;
        self.sessions.session().call_break_down(store, session)
    }
}
