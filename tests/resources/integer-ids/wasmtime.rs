use tests::checkout;
use tests::component::compiled;
use wasmtime::component::{ComponentNamedList, ComponentType, Instance, Lift, Linker, Lower};
use wasmtime::{Result, Store};

use crate::resources::state::State;

pub const TESTS: &[(&str, fn())] = &[
    ("an id that another component guesses works", guessed_id),
    ("a handle's number means nothing in another component", guessed_handle),
    ("the id of a closed session is given to another session", reused_id),
    ("closing an id twice closes another session", closed_twice),
    ("a session whose id is forgotten is never freed", forgotten_id),
    ("a million ids that are never closed are a million sessions", leak),
];

/// Two holders, `one` and `other`, and the maker of their sessions.
struct Composed {
    store: Store<State>,
    instance: Instance,
}

impl Composed {
    fn load(file: &str) -> Composed {
        let component = compiled(&checkout("build/resources").join(file)).expect("the component compiles");
        let mut store = Store::new(component.engine(), State::default());
        store.limiter(|state| state);
        let linker = Linker::new(component.engine());
        let instance = linker
            .instantiate(&mut store, &component)
            .expect("the component starts");
        Composed { store, instance }
    }

    fn call<P, R>(&mut self, interface: &str, function: &str, parameters: P) -> Result<R>
    where
        P: ComponentNamedList + Lower + 'static,
        R: ComponentNamedList + Lift + 'static,
    {
        let (instance, store) = (self.instance, &mut self.store);
        let interface = instance.get_export_index(&mut *store, None, interface);
        let found = instance.get_export_index(&mut *store, interface.as_ref(), function);
        let found = found.unwrap_or_else(|| panic!("there is no `{function}`"));
        let typed = instance.get_typed_func::<P, R>(&mut *store, found)?;
        typed.call(store, parameters)
    }

    fn hold(&mut self, holder: &str) -> u32 {
        let (id,) = self.call(holder, "hold", ()).expect("no trap");
        id
    }

    fn add(&mut self, holder: &str, id: u32, amount: u64) -> Result<u64, ()> {
        let (sum,) = self.call(holder, "add", (id, amount)).expect("no trap");
        sum
    }

    fn close(&mut self, holder: &str, id: u32) -> Result<(), ()> {
        let (closed,) = self.call(holder, "close", (id,)).expect("no trap");
        closed
    }

    fn counts(&mut self) -> (u64, u64) {
        let counted = self.call("my:ledger-by-id/sessions@1.0.0", "count", ());
        let (Counts { opened, closed },) = counted.expect("no trap");
        (opened, closed)
    }
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct Counts {
    opened: u64,
    closed: u64,
}

fn guessed_id() {
    let mut ids = Composed::load("two-holders-of-ids.wasm");
    let id = ids.hold("one");
    assert_eq!(ids.add("one", id, 5), Ok(5));
    assert_eq!(ids.add("other", 0, 1000), Ok(1005));
    assert_eq!(ids.add("one", id, 0), Ok(1005));
}

/// The same as the previous test, with handles: `one` holds its number 1, and that number is free in `other`.
fn guessed_handle() {
    let mut handles = Composed::load("two-holders.wasm");
    let () = handles.call("one", "hold", (1_u32,)).expect("no trap");
    let error = handles
        .call::<_, ()>("other", "use-after-drop", ())
        .expect_err("`other` has no such handle");
    assert_eq!(error.root_cause().to_string(), "unknown handle index 1");
}

fn reused_id() {
    let mut ids = Composed::load("two-holders-of-ids.wasm");
    let id = ids.hold("one");
    assert_eq!(ids.close("one", id), Ok(()));
    assert_eq!(ids.add("one", id, 1), Err(()));
    let others = ids.hold("other");
    assert_eq!(ids.add("one", id, 1000), Ok(1000));
    assert_eq!(ids.add("other", others, 1), Ok(1001));
}

fn closed_twice() {
    let mut ids = Composed::load("two-holders-of-ids.wasm");
    let id = ids.hold("one");
    assert_eq!(ids.close("one", id), Ok(()));
    let others = ids.hold("other");
    assert_eq!(ids.add("other", others, 1), Ok(1));
    assert_eq!(ids.close("one", id), Ok(()));
    assert_eq!(ids.add("other", others, 1), Err(()));
}

fn forgotten_id() {
    let mut ids = Composed::load("two-holders-of-ids.wasm");
    for _ in 0..3 {
        ids.hold("one");
    }
    let () = ids.call("one", "drop-all", ()).expect("no trap");
    assert_eq!(ids.counts(), (3, 0));
}

fn leak() {
    let mut ids = Composed::load("two-holders-of-ids.wasm");
    let before = ids.store.data().memory;
    let () = ids.call("one", "rounds", (1_000_000_u32,)).expect("no trap");
    assert_eq!(ids.counts(), (1_000_000, 0));
    let grown = ids.store.data().memory - before;
    assert!(grown >= 16_000_000, "the memories grew by {grown} bytes");
}
