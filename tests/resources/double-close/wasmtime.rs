use crate::resources::interfaces::exports::my::ledger::sessions::SessionError;
use crate::resources::pairings::{EACH, GUEST_HOLDS, HOST_HOLDS, HOST_MAKES, Pairing, Test};

pub const TESTS: &[Test] = &[
    ("the second close is a typed error", EACH, closed),
    ("the second drop traps", GUEST_HOLDS, dropped_by_guest),
    ("the second drop runs no destructor", HOST_MAKES, dropped_and_counted),
    ("the second drop is an error", HOST_HOLDS, dropped_by_host),
];

fn closed(mut pairing: Pairing) {
    let answer = pairing.holder.close_twice(&mut pairing.store).expect("no trap");
    assert_eq!(answer, Err(SessionError::Closed));
    assert_eq!(pairing.counts(), (1, 1));
}

fn dropped_by_guest(mut pairing: Pairing) {
    let answer = pairing.holder.drop_twice(&mut pairing.store);
    pairing.refused(answer);
    pairing.over();
}

fn dropped_and_counted(mut pairing: Pairing) {
    let answer = pairing.holder.drop_twice(&mut pairing.store);
    pairing.refused(answer);
    assert_eq!(pairing.counts(), (1, 1));
}

fn dropped_by_host(mut pairing: Pairing) {
    let answer = pairing.holder.drop_twice(&mut pairing.store);
    pairing.refused(answer);
    assert_eq!(pairing.counts(), (1, 1));
    pairing.holder.hold(&mut pairing.store, 1).expect("no trap");
}
