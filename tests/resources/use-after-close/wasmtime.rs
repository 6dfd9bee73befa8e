use crate::resources::interfaces::exports::my::ledger::sessions::SessionError;
use crate::resources::pairings::{EACH, GUEST_HOLDS, HOST_HOLDS, HOST_MAKES, Pairing, Test};

pub const TESTS: &[Test] = &[
    ("using a closed session is a typed error", EACH, closed),
    ("a dropped handle traps", GUEST_HOLDS, dropped_by_guest),
    (
        "a dropped handle doesn't reach the maker",
        HOST_MAKES,
        dropped_and_counted,
    ),
    ("a dropped handle is an error", HOST_HOLDS, dropped_by_host),
];

fn closed(mut pairing: Pairing) {
    let answer = pairing.holder.use_after_close(&mut pairing.store).expect("no trap");
    assert_eq!(answer, Err(SessionError::Closed));
    // Closing doesn't drop; it was dropped once.
    assert_eq!(pairing.counts(), (1, 1));
}

fn dropped_by_guest(mut pairing: Pairing) {
    let answer = pairing.holder.use_after_drop(&mut pairing.store);
    pairing.refused(answer);
    pairing.over();
}

fn dropped_and_counted(mut pairing: Pairing) {
    let answer = pairing.holder.use_after_drop(&mut pairing.store);
    pairing.refused(answer);
    assert_eq!(pairing.counts(), (1, 1));
}

fn dropped_by_host(mut pairing: Pairing) {
    let answer = pairing.holder.use_after_drop(&mut pairing.store);
    pairing.refused(answer);
    // The call never reached the guest, which still works.
    assert_eq!(pairing.counts(), (1, 1));
    pairing.holder.hold(&mut pairing.store, 1).expect("no trap");
}
