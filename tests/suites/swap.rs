//! The pipeline with another validator in place of the default one: stricter, and written in Go. `make swap` composes
//! it. All vectors go through it, on each host.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use tests::checkout;
use tests::host::{Answer, Host};
use tests::inputs::{arguments, vectors, writes_ndjson};

/// The stricter validator's messages, where the default one has another message or none.
const STRICTER: [&str; 3] = [
    "name: Name must be at least 3 characters",
    "email: Invalid email format, or a top-level domain of less than 2 characters",
    "age: Must be at least 18 years old",
];

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("swap::the other components are unchanged", the_same_parts),
        Trial::test(
            "swap::each of the stricter rules is reported, by both hosts alike",
            each_rule,
        ),
    ];
    for (kind, check) in [("good", good as fn(Host, &str) -> Result<(), Failed>), ("bad", bad)] {
        for name in vectors(kind)
            .into_iter()
            .filter(|name| kind == "bad" || writes_ndjson(name))
        {
            for host in Host::ALL {
                let title = format!("swap::{kind}/{name}, {}", host.name());
                let name = name.clone();
                trials.push(Trial::test(title, move || check(host, &name)));
            }
        }
    }
    trials
}

/// wac copies components unchanged, byte by byte.
fn the_same_parts() -> Result<(), Failed> {
    let read = |name: &str| fs::read(checkout("build").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let holds = |whole: &[u8], part: &[u8]| memmem(whole, part);
    let (default, swapped) = (read("pipeline.wasm"), read("swap/pipeline.wasm"));
    for part in [
        "config.wasm",
        "store.wasm",
        "service.wasm",
        "driver.wasm",
        "reporter.wasm",
        "workbook.wasm",
    ] {
        assert!(holds(&default, &read(part)) && holds(&swapped, &read(part)), "{part}");
    }
    assert!(holds(&default, &read("validator.wasm")) && !holds(&swapped, &read("validator.wasm")));
    assert!(holds(&swapped, &read("swap/validator.wasm")) && !holds(&default, &read("swap/validator.wasm")));
    Ok(())
}

fn memmem(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

fn each_rule() -> Result<(), Failed> {
    let scratch = tempfile::tempdir().expect("a folder");
    let input = "name,email,age\nAnn,ann@example.com,18\nAl,al@example.com,30\nBob,bob@example.x,30\n\
        Cid,cid@example.com,17\nD,d@example.x,12\n";
    fs::write(scratch.path().join("users.csv"), input).expect("an input");
    for host in Host::ALL {
        let answer = call(host, scratch.path(), &["run", "users.csv", "--out", host.name()]);
        assert_eq!(answer.code, 1, "{answer:?}");
        let found = Judged::read(&scratch.path().join(host.name())).rejects;
        let [name, email, age] = STRICTER.map(String::from);
        let expected = [
            (2, vec![name.clone()]),
            (3, vec![email.clone()]),
            (4, vec![age.clone()]),
            (5, vec![name, email, age]),
        ];
        assert_eq!(found, BTreeMap::from(expected));
    }
    Ok(())
}

/// What the default validator rejects is rejected here too. Where the outcome differs, a stricter rule is the reason.
/// No record is lost.
fn good(host: Host, name: &str) -> Result<(), Failed> {
    let folder = checkout("tests/vectors/good");
    let scratch = tempfile::tempdir()?;
    let out = scratch.path().join("out");
    let answer = run(host, &folder, name, &out);
    let default = Judged::read(&folder.join(Path::new(name).with_extension("expected")));
    let strict = Judged::read(&out);
    if answer.code != i32::from(!strict.rejects.is_empty()) {
        return Err(format!("found {answer:?}").into());
    }
    if (strict.read, strict.users + strict.rejects.len() as u64) != (default.read, default.read) {
        return Err(format!("records were lost: found {strict:?}, expected {default:?}").into());
    }
    for record in 1..=default.read {
        let (before, now) = (default.rejects.get(&record), strict.rejects.get(&record));
        let allowed = match (before, now) {
            (None, None) => true,
            (None, Some(now)) => now.iter().all(|error| is_stricter(error)),
            (Some(before), now) => match first_seen(before) {
                // It repeats a record that the stricter validator may have rejected, too.
                Some(first) if strict.rejects.contains_key(&first) => true,
                _ => now.is_some_and(|now| no_milder(before, now)),
            },
        };
        if !allowed {
            return Err(format!("record {record}: found {now:?} where the default is {before:?}").into());
        }
    }
    Ok(())
}

/// Whether each earlier error is still reported, or a stricter one for the same field.
fn no_milder(before: &[String], now: &[String]) -> bool {
    let field = |error: &str| error.split(':').next().map(String::from);
    let is_new = |error: &&String| is_stricter(error) && !before.contains(error);
    let duplicate = first_seen(before).is_some();
    now.iter().all(|error| before.contains(error) || is_stricter(error))
        && (duplicate
            || before
                .iter()
                .all(|error| now.contains(error) || now.iter().filter(is_new).any(|new| field(new) == field(error))))
}

fn is_stricter(error: &str) -> bool {
    STRICTER.contains(&error)
}

/// The record that a duplicate repeats. Duplicates are only reported if nothing else is wrong.
fn first_seen(errors: &[String]) -> Option<u64> {
    let [error] = errors else { return None };
    error
        .strip_prefix("email: Duplicate email, first seen in record ")?
        .parse()
        .ok()
}

/// An unreadable input doesn't reach the validator. If a limit is met, its message is the stricter validator's.
fn bad(host: Host, name: &str) -> Result<(), Failed> {
    let folder = checkout("tests/vectors/bad");
    let scratch = tempfile::tempdir()?;
    let out = scratch.path().join("out");
    let answer = run(host, &folder, name, &out);
    let expected = fs::read_to_string(folder.join(Path::new(name).with_extension("expected")))?;
    let expected = expected.replace(
        "Name must be at least 2 characters",
        "Name must be at least 3 characters",
    );
    let found = format!("{}\n{}", answer.code, answer.stderr);
    if found != expected {
        return Err(format!("found\n{found}\nexpected\n{expected}").into());
    }
    Ok(())
}

fn run(host: Host, folder: &Path, name: &str, out: &Path) -> Answer {
    let out = out.to_string_lossy();
    let of_vector = arguments(folder, name);
    let mut arguments: Vec<&str> = of_vector.iter().map(String::as_str).collect();
    arguments.extend(["--out", &out]);
    call(host, folder, &arguments)
}

/// A host prints a notice when it compiles or translates a new component, so the first call only prepares the others.
fn call(host: Host, folder: &Path, arguments: &[&str]) -> Answer {
    static PREPARED: LazyLock<()> = LazyLock::new(|| {
        for host in Host::ALL {
            let user = ["create", "--name", "Ann", "--email", "ann@example.com", "--age", "30"];
            swapped(host, &checkout(""), &user);
        }
    });
    LazyLock::force(&PREPARED);
    swapped(host, folder, arguments)
}

fn swapped(host: Host, folder: &Path, arguments: &[&str]) -> Answer {
    let component = checkout("build/swap/pipeline.wasm");
    let mut all = vec!["--component", component.to_str().expect("a checkout's path is UTF-8")];
    all.extend(arguments);
    host.call(folder, &all)
}

/// The outcome of a run.
#[derive(Debug)]
struct Judged {
    read: u64,
    users: u64,
    /// The errors of each rejected record.
    rejects: BTreeMap<u64, Vec<String>>,
}

impl Judged {
    fn read(out: &Path) -> Judged {
        let text = |name: &str| fs::read_to_string(out.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let parse = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
        let rejects = text("rejects.ndjson").lines().map(parse).map(reject).collect();
        Judged {
            read: parse(&text("summary.json"))["read"].as_u64().expect("a count"),
            users: text("users.ndjson").lines().count() as u64,
            rejects,
        }
    }
}

fn reject(line: Value) -> (u64, Vec<String>) {
    let word = |error: &Value, key: &str| error[key].as_str().expect("a string").to_string();
    let errors = line["errors"].as_array().expect("a list").iter();
    let errors = errors.map(|error| format!("{}: {}", word(error, "field"), word(error, "message")));
    (line["record"].as_u64().expect("a number"), errors.collect())
}
