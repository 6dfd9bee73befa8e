//! A holder and a maker in one store: two guests, or a guest and this host.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use wasmtime::component::{Linker, ResourceAny};
use wasmtime::{Result, Store, Trap};

use crate::resources::holders::{Holder, Wasmtime};
use crate::resources::interfaces::exports::my::ledger::{holder, sessions};
use crate::resources::makers::{self, Ledger};
use crate::resources::state::{State, Tally};
use tests::checkout;
use tests::component::compiled;

/// The holder's name, the maker's, and the component that contains both.
pub type Names = (&'static str, &'static str, &'static str);

/// A test: its title, the pairings it applies to, and the check.
pub type Test = (&'static str, fn(Names) -> bool, fn(Pairing));

/// If the component contains only one of them, the host is the other.
pub const PAIRINGS: [Names; 7] = [
    ("Rust", "Go", "rust-holds-go"),
    ("Go", "Rust", "go-holds-rust"),
    ("Python", "Rust", "python-holds-rust"),
    (HOST, "Rust", "rust-maker"),
    (HOST, "Go", "go-maker"),
    ("Rust", HOST, "rust-holder"),
    ("Go", HOST, "go-holder"),
];

const HOST: &str = "wasmtime";

/// The pairings that a test applies to.
pub const EACH: fn(Names) -> bool = |_| true;
pub const GUEST_HOLDS: fn(Names) -> bool = |(holder, _, _)| holder != HOST;
pub const HOST_HOLDS: fn(Names) -> bool = |(holder, _, _)| holder == HOST;
pub const HOST_MAKES: fn(Names) -> bool = |(_, maker, _)| maker == HOST;

pub struct Pairing {
    pub names: Names,
    pub store: Store<State>,
    pub holder: Box<dyn Holder>,
    /// The holder, if it is a guest.
    guest: Option<holder::Guest>,
    /// The maker, if it is a guest; otherwise the host makes.
    maker: Option<sessions::Guest>,
}

impl Pairing {
    pub fn load(names: Names) -> Result<Pairing> {
        let (holder, maker, file) = names;
        let component = compiled(&checkout("build/resources").join(file).with_extension("wasm"))?;
        let mut linker = Linker::new(component.engine());
        if maker == HOST {
            makers::add_to(&mut linker)?;
        }
        let mut store = Store::new(component.engine(), State::default());
        store.limiter(|state| state);
        let pre = linker.instantiate_pre(&component)?;
        let instance = pre.instantiate(&mut store)?;
        let guest = match holder {
            HOST => None,
            _ => Some(holder::GuestIndices::new(&pre)?.load(&mut store, &instance)?),
        };
        let maker = match maker {
            HOST => None,
            _ => Some(sessions::GuestIndices::new(&pre)?.load(&mut store, &instance)?),
        };
        let holder: Box<dyn Holder> = match (&guest, &maker) {
            (Some(guest), _) => Box::new(guest.clone()),
            (None, Some(sessions)) => Box::new(Wasmtime::new(sessions.clone())),
            (None, None) => wasmtime::bail!("in `{file}` there is neither holder nor maker"),
        };
        Ok(Pairing {
            names,
            store,
            holder,
            guest,
            maker,
        })
    }

    /// The guest that holds, for the functions that only a guest has.
    pub fn guest(&mut self) -> (&holder::Guest, &mut Store<State>) {
        (self.guest.as_ref().expect("a guest holds"), &mut self.store)
    }

    /// A session that this host holds, from either maker.
    pub fn open(&mut self) -> ResourceAny {
        let session = match &self.maker {
            Some(guest) => guest.session().call_open(&mut self.store),
            None => self.open_own(),
        };
        session.expect("no trap")
    }

    fn open_own(&mut self) -> Result<ResourceAny> {
        let state = self.store.data_mut();
        let session = state.table.push(Ledger::open(&state.tally))?;
        ResourceAny::try_from_resource(session, &mut self.store)
    }

    /// Drops a session that this host holds. wasmtime runs a guest's destructor; the host runs its own.
    pub fn drop(&mut self, session: ResourceAny) -> Result<()> {
        if self.maker.is_some() {
            return session.resource_drop(&mut self.store);
        }
        let session = session.try_into_resource::<Ledger>(&mut self.store)?;
        self.store.data_mut().table.delete(session)?;
        Ok(())
    }

    /// How often the maker's constructor and destructor ran.
    pub fn counts(&mut self) -> (u64, u64) {
        match &self.maker {
            Some(guest) => {
                let counts = guest.call_count(&mut self.store).expect("no trap");
                (counts.constructed, counts.dropped)
            }
            None => {
                let tally = self.tally();
                (tally.constructed.load(Relaxed), tally.dropped.load(Relaxed))
            }
        }
    }

    /// Asserts that this call was rejected because the handle doesn't exist; in Python, by its runtime.
    pub fn refused<T: std::fmt::Debug>(&self, answer: Result<T>) {
        let error = answer.expect_err("there is no such handle").root_cause().to_string();
        let expected = match self.names.0 {
            "Python" => "wasm trap: wasm `unreachable` instruction executed",
            _ => "unknown handle index ",
        };
        assert!(error.starts_with(expected), "found {error:?}, expected {expected:?}");
    }

    /// Asserts that after a trap this holder can't be called any more, and that a new one works.
    pub fn over(mut self) {
        let error = self.holder.hold(&mut self.store, 1).expect_err("it trapped");
        assert_eq!(error.downcast_ref(), Some(&Trap::CannotEnterComponent));
        let mut fresh = Pairing::load(self.names).expect("the component is as it was");
        fresh.holder.hold(&mut fresh.store, 1).expect("no trap");
        fresh.holder.drop_all(&mut fresh.store).expect("no trap");
        assert_eq!(fresh.counts(), (1, 1));
    }

    pub fn tally(&self) -> Arc<Tally> {
        self.store.data().tally.clone()
    }
}
