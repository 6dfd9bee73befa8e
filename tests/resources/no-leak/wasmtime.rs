use std::fs;

use crate::Test;
use crate::pairings::{EACH, Pairing};

pub const TESTS: &[Test] = &[("a million rounds of open and drop leave nothing behind", EACH, flat)];

const ROUNDS: u32 = 1_000_000;
/// A tenth of what a million sessions take at the very least, were they kept.
const NOISE: i64 = 4 << 20;

fn flat(mut pairing: Pairing) {
    pairing.holder.rounds(&mut pairing.store, 1000).expect("no trap");
    let (memory, resident) = (pairing.store.data().memory, resident());
    let highest = pairing.holder.rounds(&mut pairing.store, ROUNDS).expect("no trap");
    let grown = self::resident() - resident;
    let rounds = u64::from(ROUNDS) + 1000;
    assert_eq!(pairing.counts(), (rounds, rounds));
    // Each round's handle had the number that the round before had given back.
    assert_eq!(highest.unwrap_or(1), 1);
    assert_eq!(pairing.store.data().memory, memory, "the guests' memories grew");
    assert!(pairing.store.data().table.is_empty());
    assert!(grown < NOISE, "the process grew by {grown} bytes");
}

/// Bytes of this process in memory; 0 where the system doesn't say.
fn resident() -> i64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map_or(0, |line| {
        line.trim().trim_end_matches(" kB").parse::<i64>().expect("a number") * 1024
    })
}
