//! Handles to resources across languages, for each pairing of a holder and a maker; one folder per behaviour.

#[path = "borrow-cannot-outlive/wasmtime.rs"]
mod borrow_cannot_outlive;
#[path = "destructor-runs/wasmtime.rs"]
mod destructor_runs;
#[path = "double-close/wasmtime.rs"]
mod double_close;
#[path = "holders/wasmtime.rs"]
mod holders;
#[path = "integer-ids/wasmtime.rs"]
mod integer_ids;
mod interfaces;
#[path = "makers/wasmtime.rs"]
mod makers;
#[path = "no-leak/wasmtime.rs"]
mod no_leak;
#[path = "pairings/wasmtime.rs"]
mod pairings;
mod state;
#[path = "trap-in-method/wasmtime.rs"]
mod trap_in_method;
#[path = "use-after-close/wasmtime.rs"]
mod use_after_close;

use std::fs;

use libtest_mimic::Trial;
use tests::checkout;

use self::pairings::{PAIRINGS, Pairing, Test};

fn in_pairings(behaviour: &str, tests: &[Test]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for &(title, meant, check) in tests {
        for names in PAIRINGS.into_iter().filter(|names| meant(*names)) {
            let (holder, maker, _) = names;
            let title = format!("resources::{behaviour}, {holder} holds {maker}'s: {title}");
            trials.push(Trial::test(title, move || {
                check(Pairing::load(names)?);
                Ok(())
            }));
        }
    }
    trials
}

/// Whether the README's table has this test, with a mark for each pairing.
fn listed(behaviour: &'static str, tests: &'static [Test]) -> Trial {
    Trial::test(format!("resources::README: the tests of {behaviour}"), move || {
        let page = fs::read_to_string(checkout("tests/resources/README.md"))?;
        for (title, meant, _) in tests {
            let marks = PAIRINGS.map(|names| if meant(names) { " ● |" } else { " |" });
            let row = format!("| {title} |{}\n", marks.concat());
            if !page.contains(&row) {
                return Err(format!("found no row `{}`", row.trim()).into());
            }
        }
        Ok(())
    })
}

/// Tests without a pairing.
fn alone(behaviour: &str, tests: &[(&str, fn())]) -> Vec<Trial> {
    let trial = |&(title, check): &(&str, fn())| {
        Trial::test(format!("resources::{behaviour}: {title}"), move || {
            check();
            Ok(())
        })
    };
    tests.iter().map(trial).collect()
}

pub fn trials() -> Vec<Trial> {
    let mut usual = alone("integer-ids", integer_ids::TESTS);
    for (behaviour, tests) in [
        ("destructor-runs", destructor_runs::TESTS),
        ("use-after-close", use_after_close::TESTS),
        ("double-close", double_close::TESTS),
        ("trap-in-method", trap_in_method::TESTS),
        ("borrow-cannot-outlive", borrow_cannot_outlive::TESTS),
    ] {
        usual.push(listed(behaviour, tests));
        usual.extend(in_pairings(behaviour, tests));
    }
    usual.push(listed("no-leak", no_leak::TESTS));
    usual
}

/// These look at the memory of the whole process, so they run one by one.
pub fn trials_alone() -> Vec<Trial> {
    in_pairings("no-leak", no_leak::TESTS)
}
