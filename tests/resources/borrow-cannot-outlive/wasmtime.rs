use crate::resources::pairings::{GUEST_HOLDS, Names, Pairing, Test};

pub const TESTS: &[Test] = &[
    ("a lent handle is used and given back", GUEST_HOLDS, given_back),
    (
        "the bindings drop a lent handle, even if its number was kept",
        DROPPED_BY_BINDINGS,
        gone,
    ),
    (
        "the call fails if the borrower didn't drop a lent handle",
        DROPPED_BY_HAND,
        held_back,
    ),
];

/// wit-bindgen-go leaves it to the borrower.
const DROPPED_BY_HAND: fn(Names) -> bool = |(holder, _, _)| holder == "Go";
const DROPPED_BY_BINDINGS: fn(Names) -> bool = |names| GUEST_HOLDS(names) && !DROPPED_BY_HAND(names);

fn given_back(mut pairing: Pairing) {
    let session = pairing.open();
    let (guest, store) = pairing.guest();
    for sum in [5, 10, 15] {
        let answer = guest.call_add_to(&mut *store, session, 5).expect("no trap");
        assert_eq!(answer, Ok(sum));
    }
    assert_eq!(pairing.counts(), (1, 0));
    pairing.drop(session).expect("it was given back");
    assert_eq!(pairing.counts(), (1, 1));
}

fn gone(mut pairing: Pairing) {
    let session = pairing.open();
    let (guest, store) = pairing.guest();
    guest.call_keep_lent(&mut *store, session).expect("no trap");
    let answer = guest.call_use_kept(&mut *store);
    pairing.refused(answer);
    pairing.over();
}

fn held_back(mut pairing: Pairing) {
    let session = pairing.open();
    let (guest, store) = pairing.guest();
    let error = guest
        .call_keep_lent(&mut *store, session)
        .expect_err("a borrow is left");
    assert_eq!(error.to_string(), "borrow handles still remain at the end of the call");
    // The session lives as long as the borrow, so nothing can dangle.
    let error = pairing.drop(session).expect_err("it is still lent");
    assert_eq!(error.to_string(), "cannot remove owned resource while borrowed");
    assert_eq!(pairing.counts(), (1, 0));
}
