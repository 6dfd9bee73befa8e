use std::sync::atomic::Ordering::Relaxed;

use crate::resources::pairings::{EACH, GUEST_HOLDS, HOST_MAKES, Pairing, Test};

pub const TESTS: &[Test] = &[
    ("a dropped handle runs the destructor", EACH, dropped),
    (
        "a handle that was given away is dropped by its new owner",
        GUEST_HOLDS,
        given_away,
    ),
    (
        "a store that ends drops what its guests still hold",
        HOST_MAKES,
        store_ends,
    ),
];

fn dropped(mut pairing: Pairing) {
    assert_eq!(pairing.counts(), (0, 0));
    pairing.holder.hold(&mut pairing.store, 3).expect("no trap");
    assert_eq!(pairing.counts(), (3, 0));
    pairing.holder.drop_all(&mut pairing.store).expect("no trap");
    assert_eq!(pairing.counts(), (3, 3));
    pairing.holder.drop_all(&mut pairing.store).expect("no trap");
    assert_eq!(pairing.counts(), (3, 3));
}

fn given_away(mut pairing: Pairing) {
    let session = pairing.open();
    let (guest, store) = pairing.guest();
    guest.call_take(&mut *store, session).expect("no trap");
    let used = guest.call_add_to(&mut *store, session, 1).map(drop);
    for refused in [used, pairing.drop(session)] {
        let error = refused.expect_err("it is no longer the host's");
        assert_eq!(error.to_string(), "unknown handle index 1");
    }
    assert_eq!(pairing.counts(), (1, 0));
    pairing.holder.drop_all(&mut pairing.store).expect("no trap");
    assert_eq!(pairing.counts(), (1, 1));
}

fn store_ends(mut pairing: Pairing) {
    pairing.holder.hold(&mut pairing.store, 3).expect("no trap");
    assert_eq!(pairing.counts(), (3, 0));
    let tally = pairing.tally();
    drop(pairing);
    assert_eq!(tally.dropped.load(Relaxed), 3);
}
