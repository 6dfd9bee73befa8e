//! A maker in Rust as a host: a guest's handle refers to an entry of a table, and the destructor is its `Drop`.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use wasmtime::component::{HasSelf, Linker, Resource};
use wasmtime::{Result, bail};

use crate::resources::state::{State, Tally};

wasmtime::component::bindgen!({
    world: "my:ledger/holding",
    path: "resources/wit",
    imports: { default: trappable },
    with: { "my:ledger/sessions.session": Ledger },
});

use my::ledger::sessions::{self, Counts, Host, HostSession, SessionError};

pub struct Ledger {
    sum: u64,
    closed: bool,
    tally: Arc<Tally>,
}

impl Ledger {
    pub fn open(tally: &Arc<Tally>) -> Ledger {
        tally.constructed.fetch_add(1, Relaxed);
        Ledger {
            sum: 0,
            closed: false,
            tally: tally.clone(),
        }
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        self.tally.dropped.fetch_add(1, Relaxed);
    }
}

pub fn add_to(linker: &mut Linker<State>) -> Result<()> {
    sessions::add_to_linker::<_, HasSelf<_>>(linker, |state| state)
}

impl Host for State {
    fn count(&mut self) -> Result<Counts> {
        Ok(Counts {
            constructed: self.tally.constructed.load(Relaxed),
            dropped: self.tally.dropped.load(Relaxed),
        })
    }
}

impl HostSession for State {
    fn open(&mut self) -> Result<Resource<Ledger>> {
        Ok(self.table.push(Ledger::open(&self.tally))?)
    }

    fn add(&mut self, session: Resource<Ledger>, amount: u64) -> Result<Result<u64, SessionError>> {
        let ledger = self.table.get_mut(&session)?;
        if ledger.closed {
            return Ok(Err(SessionError::Closed));
        }
        ledger.sum = ledger.sum.wrapping_add(amount);
        Ok(Ok(ledger.sum))
    }

    fn close(&mut self, session: Resource<Ledger>) -> Result<Result<(), SessionError>> {
        let ledger = self.table.get_mut(&session)?;
        if ledger.closed {
            return Ok(Err(SessionError::Closed));
        }
        ledger.closed = true;
        Ok(Ok(()))
    }

    fn break_down(&mut self, _session: Resource<Ledger>) -> Result<()> {
        bail!("a defect of the maker's")
    }

    fn drop(&mut self, session: Resource<Ledger>) -> Result<()> {
        self.table.delete(session)?;
        Ok(())
    }
}
