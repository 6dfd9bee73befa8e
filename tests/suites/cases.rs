//! The suites with one test per case of a list: per vector, per fault, per pairing of languages. One suite alone:
//! `cargo test --package tests --test cases vectors::`.

mod faults;
mod memory;
#[path = "../resources/mod.rs"]
mod resources;
mod serving;
mod vectors;

use libtest_mimic::Arguments;

fn main() {
    let mut arguments = Arguments::from_args();
    let side_by_side = [vectors::trials(), resources::trials(), serving::trials()];
    let first = libtest_mimic::run(&arguments, side_by_side.into_iter().flatten().collect());
    serving::stop();
    // These measure time, or the memory of the whole process.
    arguments.test_threads = Some(1);
    let one_by_one = [faults::trials(), memory::trials(), resources::trials_alone()];
    let last = libtest_mimic::run(&arguments, one_by_one.into_iter().flatten().collect());
    std::process::exit(i32::from(first.has_failed() || last.has_failed()));
}
