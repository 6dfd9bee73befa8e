//! Handles to resources across languages, in each pairing of who holds and who makes; a folder a behaviour.

#[path = "borrow-cannot-outlive/wasmtime.rs"]
mod borrow_cannot_outlive;
#[path = "destructor-runs/wasmtime.rs"]
mod destructor_runs;
#[path = "double-close/wasmtime.rs"]
mod double_close;
#[path = "integer-ids/wasmtime.rs"]
mod integer_ids;
#[path = "no-leak/wasmtime.rs"]
mod no_leak;
#[path = "pairings/wasmtime.rs"]
mod pairings;
#[path = "trap-in-method/wasmtime.rs"]
mod trap_in_method;
#[path = "use-after-close/wasmtime.rs"]
mod use_after_close;

use libtest_mimic::{Arguments, Trial};

use self::pairings::{Names, PAIRINGS, Pairing};

/// What is to hold, in which pairings, and how that is seen.
type Test = (&'static str, fn(Names) -> bool, fn(Pairing));

fn trials(behaviour: &str, tests: &[Test]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for &(title, meant, check) in tests {
        for names in PAIRINGS.into_iter().filter(|names| meant(*names)) {
            let (holder, maker, _) = names;
            let title = format!("{behaviour}, {holder} holds {maker}'s: {title}");
            trials.push(Trial::test(title, move || {
                check(Pairing::load(names)?);
                Ok(())
            }));
        }
    }
    trials
}

/// Tests that are about no pairing.
fn alone(behaviour: &str, tests: &[(&str, fn())]) -> Vec<Trial> {
    let trial = |&(title, check): &(&str, fn())| {
        Trial::test(format!("{behaviour}: {title}"), move || {
            check();
            Ok(())
        })
    };
    tests.iter().map(trial).collect()
}

fn main() {
    let mut arguments = Arguments::from_args();
    let usual = [
        trials("destructor-runs", destructor_runs::TESTS),
        trials("use-after-close", use_after_close::TESTS),
        trials("double-close", double_close::TESTS),
        trials("trap-in-method", trap_in_method::TESTS),
        trials("borrow-cannot-outlive", borrow_cannot_outlive::TESTS),
        alone("integer-ids", integer_ids::TESTS),
    ];
    let usual = libtest_mimic::run(&arguments, usual.into_iter().flatten().collect());
    // One by one: they look at the memory of the whole process.
    arguments.test_threads = Some(1);
    let last = libtest_mimic::run(&arguments, trials("no-leak", no_leak::TESTS));
    std::process::exit(i32::from(usual.has_failed() || last.has_failed()));
}
