//! Ways to fail, for tests of the hosts. A name such as `fault-validator-trap` provokes one, in a separate build.

use std::hint::black_box;

pub fn provoke(names: &str) {
    let asked = |fault: &str| names.contains(fault);
    if asked("fault-validator-trap") {
        panic!("asked for");
    } else if asked("fault-validator-loop") {
        run_on();
    } else if asked("fault-validator-memory") {
        allocate();
    } else if asked("fault-validator-recursion") {
        black_box(recurse(u64::MAX));
    }
}

fn run_on() {
    loop {
        black_box(());
    }
}

fn allocate() {
    let mut kept = Vec::new();
    loop {
        kept.push(black_box(vec![1_u8; 1 << 16]));
    }
}

fn recurse(depth: u64) -> u64 {
    match black_box(depth) {
        0 => 0,
        depth => recurse(depth - 1) + black_box(1),
    }
}
