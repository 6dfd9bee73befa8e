use std::sync::atomic::Ordering::Relaxed;

use wasmtime::Trap;

use crate::resources::pairings::{EACH, HOST_MAKES, Names, Pairing, Test};

pub const TESTS: &[Test] = &[
    ("the caller gets an error, and another instance works", EACH, contained),
    ("a guest's trap is a trap", GUEST_MAKES, trapped),
    ("a host's error arrives unchanged", HOST_MAKES, host_failed),
    (
        "handles of a trapped guest are dropped with the store",
        HOST_MAKES,
        freed,
    ),
];

const GUEST_MAKES: fn(Names) -> bool = |names| !HOST_MAKES(names);

fn contained(mut pairing: Pairing) {
    pairing.holder.hold(&mut pairing.store, 2).expect("no trap");
    pairing
        .holder
        .break_down(&mut pairing.store)
        .expect_err("it breaks down");
    pairing.over();
}

fn trapped(mut pairing: Pairing) {
    let error = pairing
        .holder
        .break_down(&mut pairing.store)
        .expect_err("it breaks down");
    assert_eq!(error.downcast_ref(), Some(&Trap::UnreachableCodeReached), "{error:?}");
}

fn host_failed(mut pairing: Pairing) {
    let error = pairing
        .holder
        .break_down(&mut pairing.store)
        .expect_err("it breaks down");
    assert_eq!(error.root_cause().to_string(), "a defect of the maker's");
}

fn freed(mut pairing: Pairing) {
    pairing.holder.hold(&mut pairing.store, 2).expect("no trap");
    pairing
        .holder
        .break_down(&mut pairing.store)
        .expect_err("it breaks down");
    // A trapped guest isn't entered again, so its own code can't drop them.
    assert_eq!(pairing.counts(), (3, 0));
    let tally = pairing.tally();
    drop(pairing);
    assert_eq!(tally.dropped.load(Relaxed), 3);
}
