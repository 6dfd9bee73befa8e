//! `pipeline check`: a validator keeps its contract, and another component breaks it.

use tests::checkout;
use tests::host::{Answer, Host};

fn check(component: &str, options: &[&str]) -> Answer {
    let mut arguments = vec!["check", component];
    arguments.extend(options);
    Host::Wasmtime.call(&checkout("build"), &arguments)
}

#[test]
fn the_default_validator_keeps_all_promises() {
    let answer = check("validator.wasm", &["--timeout", "600"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    let lines: Vec<&str> = answer.stdout.lines().collect();
    let (last, promises) = lines.split_last().expect("there are lines");
    assert!(
        promises.len() > 20 && promises.iter().all(|line| line.starts_with("ok      ")),
        "{promises:?}"
    );
    assert_eq!(
        *last,
        format!("`validator.wasm` keeps all {} promises of the contract", promises.len())
    );
    assert_eq!(check("validator.wasm", &["--quiet"]).stdout, "");
}

/// It exports the interface, and ignores what it is called with.
#[test]
fn what_is_broken_is_named_with_what_was_found_and_expected() {
    let answer = check("escape-attempt.wasm", &[]);
    assert_eq!(answer.code, 1, "{answer:?}");
    for line in [
        "ok      it imports no function, and exports `my:user-validator/validator@2.0.0`",
        "BROKEN  validate-email: an address is valid by `email-invalid` with the syntax `simple`, untrimmed",
        "        address \"\": found true, expected false",
        "BROKEN  canonical-emails: two addresses that differ only in the spelling of the domain have one form",
        "        address \"Ann@Example.COM\": found \"Ann@Example.COM\", expected \"ann@example.com\"",
        "BROKEN  canonical-emails: a column that breaks its rules traps",
        "BROKEN  validate-batch: 100000 rows in one batch",
        "BROKEN  [constructor]rule-set: a `min-age` greater than `max-age` traps",
        "        min-age 151, max-age 150: found the answer ",
    ] {
        assert!(
            answer.stdout.lines().any(|one| one.starts_with(line)),
            "`{line}` is missing in\n{}",
            answer.stdout
        );
    }
    let last = answer.stdout.lines().last().expect("there are lines");
    assert!(last.starts_with("`escape-attempt.wasm` breaks "), "{last}");
    let quiet = check("escape-attempt.wasm", &["--quiet"]);
    assert!(quiet.code == 1 && !quiet.stdout.contains("\nok  "), "{quiet:?}");
}

#[test]
fn a_component_with_another_interface_is_not_called() {
    for (component, why) in [
        (
            "store.wasm",
            "found the exports `my:storage/kv@2.0.0`, expected `my:user-validator/validator@2.0.0`",
        ),
        ("escape-attempt-wasi.wasm", "found an import of `wasi:"),
        ("service.wasm", "found an import of `my:"),
    ] {
        let answer = check(component, &[]);
        assert_eq!(answer.code, 1, "{answer:?}");
        let lines: Vec<&str> = answer.stdout.lines().collect();
        assert!(
            lines.len() == 3 && lines[1].trim_start().starts_with(why),
            "{component}: {lines:?}"
        );
    }
}

#[test]
fn a_limit_ends_a_promise_but_not_the_check() {
    let answer = check("validator.wasm", &["--max-memory", "2000000"]);
    assert_eq!(answer.code, 1, "{answer:?}");
    let broken = answer.stdout.lines().filter(|line| line.starts_with("BROKEN")).count();
    let kept = answer.stdout.lines().filter(|line| line.starts_with("ok ")).count();
    assert!(broken > 0 && kept > broken, "{}", answer.stdout);
    assert!(
        answer.stdout.contains("met the limit `max-memory`, "),
        "{}",
        answer.stdout
    );
}

#[test]
fn wrong_usage_and_unreadable_files_end_with_2() {
    for (component, options, why) in [
        (
            "missing.wasm",
            [].as_slice(),
            "cannot read the component `missing.wasm`: ",
        ),
        ("../README.md", &[], "cannot read the component `../README.md`: "),
        (
            "validator.wasm",
            &["--max-record-bytes", "1"],
            "cannot check a component: the limit `max-record-bytes` applies to runs only",
        ),
    ] {
        let answer = check(component, options);
        assert!(answer.code == 2 && answer.stderr.contains(why), "{answer:?}");
    }
}
