use tests::measured;

use crate::resources::pairings::{EACH, Pairing, Test};

pub const TESTS: &[Test] = &[("a million rounds of open and drop leave nothing behind", EACH, flat)];

const ROUNDS: u32 = 1_000_000;
/// A tenth of the least memory that a million sessions would need.
const NOISE: u64 = 4 << 20;

fn flat(mut pairing: Pairing) {
    pairing.holder.rounds(&mut pairing.store, 1000).expect("no trap");
    let (memory, resident) = (pairing.store.data().memory, measured::resident());
    let highest = pairing.holder.rounds(&mut pairing.store, ROUNDS).expect("no trap");
    let grown = measured::resident().saturating_sub(resident);
    let rounds = u64::from(ROUNDS) + 1000;
    assert_eq!(pairing.counts(), (rounds, rounds));
    // Each round's handle had the number that the previous round had freed.
    assert_eq!(highest.unwrap_or(1), 1);
    assert_eq!(pairing.store.data().memory, memory, "the guests' memories grew");
    assert!(pairing.store.data().table.is_empty());
    assert!(grown < NOISE, "the process grew by {grown} bytes");
}
