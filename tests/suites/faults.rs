//! Runs whose component fails: a trap, an endless loop, endless allocation and endless recursion, in each language, on each
//! host. `build/faults/pipeline.wasm` contains the components that fail when a name asks for it.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use libtest_mimic::{Failed, Trial};
use tests::checkout;
use tests::folder::{files, names};
use tests::host::Host;
use tests::measured::{self, Measured};
use tests::times;

/// Seconds for a fault that never ends; and for one that ends by itself, enough on any machine.
const SECONDS: u64 = 2;
const ENOUGH: u64 = 30;
const MEMORY: u64 = 256 << 20;
/// A host's memory beside the component's: code, buffers, its own.
const BESIDE: u64 = 256 << 20;
/// The run is over within a second of the deadline, in processor time, which doesn't depend on the machine's other work.
const LATE: Duration = Duration::from_secs(1);

#[derive(Clone, Copy)]
struct Part {
    name: &'static str,
    language: &'static str,
}

const PARTS: [Part; 3] = [
    Part {
        name: "validator",
        language: "Rust",
    },
    Part {
        name: "service",
        language: "Go",
    },
    Part {
        name: "reporter",
        language: "Python",
    },
];

const FAULTS: [&str; 4] = ["trap", "loop", "memory", "recursion"];
/// Only Python has exceptions.
const RAISE: &str = "exception";

/// What the message must contain.
fn words(host: Host, part: Part, fault: &str) -> Vec<String> {
    let Part { name, language } = part;
    let part = format!("in `{name}` ({language})");
    let met = |limit: &str| format!("the component met the limit `{limit}`");
    match (host, fault, language) {
        // Python detects it by itself: the typed error has type, message and calls.
        (_, "recursion", "Python") => vec![
            format!(
                "cannot render the report `summary.json`: RecursionError: maximum recursion depth exceeded, {part}"
            ),
            "\n  faulty.py:".into(),
            " _recurse\n".into(),
        ],
        (_, RAISE, _) => vec![
            format!("error: cannot render the report `summary.json`: ValueError: asked for, {part}\n"),
            "\n  faulty.py:".into(),
            " _raise\n".into(),
        ],
        (Host::Node, "memory", "Python") => {
            let typed = ": cannot render the report `summary.json`: MemoryError";
            vec![met("max-memory"), typed.into(), " _allocate".into()]
        }
        (_, "trap", _) => vec![
            "the component failed: wasm `unreachable` instruction executed".into(),
            part,
        ],
        (Host::Wasmtime, "loop", _) => vec![met("timeout"), format!("{SECONDS} s"), part],
        // The component that loops can't be seen from outside.
        (Host::Node, "loop", _) => vec![met("timeout"), format!("{SECONDS} s")],
        (_, "memory", _) => vec![met("max-memory"), "256 MiB in all components together".into(), part],
        // TinyGo's stack lies in linear memory, and overflows before the engine's.
        (_, "recursion", "Go") => vec!["the component failed: out of bounds memory access".into(), part],
        (_, "recursion", _) => vec![met("max-stack"), part],
        _ => unreachable!("every fault is listed"),
    }
}

fn run(host: Host, part: Part, fault: &str) -> Result<(), Failed> {
    prepare(host)?;
    let folder = tempfile::tempdir()?;
    let asked = format!("fault-{}-{fault}", part.name);
    let input = format!("{asked}.csv");
    fs::write(
        folder.path().join(&input),
        format!("name,email,age\n{asked},ann@example.com,30\n"),
    )?;
    let component = checkout("build/faults/pipeline.wasm");
    let seconds = if fault == "loop" { SECONDS } else { ENOUGH };
    let limits = [format!("--timeout={seconds}"), format!("--max-memory={MEMORY}")];
    let arguments = [
        "run",
        &input,
        "--out",
        "out",
        "--component",
        path(&component),
        &limits[0],
        &limits[1],
    ];
    let Measured { answer, worked, peak } = measured::call(host, folder.path(), &arguments);
    let (peak, worked_ms) = (peak >> 20, worked.as_millis());
    println!("{} {asked}: {worked_ms} ms, {peak} MiB: {}", host.name(), answer.stderr);

    expect(answer.code == 3, || {
        format!("found exit {}: {}", answer.code, answer.stderr)
    })?;
    expect(worked < Duration::from_secs(seconds) + LATE, || {
        format!("it worked {worked_ms} ms")
    })?;
    expect(peak < (MEMORY + BESIDE) >> 20, || format!("it had {peak} MiB"))?;
    let words = words(host, part, fault);
    let missing = words.iter().find(|word| !answer.stderr.contains(*word));
    expect(missing.is_none(), || {
        format!("found no `{}` in {}", missing.map_or("", |word| word), answer.stderr)
    })?;
    let left = names(folder.path());
    expect(left == [input.as_str()], || {
        format!("found {left:?}, expected the input alone")
    })?;
    next_run_is_right(host, folder.path())
}

/// The next run is unaffected.
fn next_run_is_right(host: Host, folder: &Path) -> Result<(), Failed> {
    fs::write(folder.join("users.csv"), "name,email,age\nAnn,ann@example.com,30\n")?;
    let answer = host.call(folder, &["run", "users.csv", "--out", "out"]);
    expect(answer.code == 0, || {
        format!("then: found exit {}: {}", answer.code, answer.stderr)
    })?;
    let users = files(&folder.join("out")).remove("users.ndjson").unwrap_or_default();
    let expected = br#"{"id":"usr_24nkqm53jkbp3hvs0jy686a8z2","name":"Ann","email":"ann@example.com","age":30}"#;
    expect(users.trim_ascii() == expected, || {
        format!("then: found {}", String::from_utf8_lossy(&users))
    })
}

fn path(path: &Path) -> &str {
    path.to_str().expect("the checkout's path is text")
}

fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}

/// The first run with a component compiles or translates it, which must not be measured.
fn prepare(host: Host) -> Result<(), Failed> {
    static DONE: Mutex<Vec<Host>> = Mutex::new(Vec::new());
    let mut done = DONE.lock()?;
    if !done.contains(&host) {
        let component = checkout("build/faults/pipeline.wasm");
        let user = ["--name", "Ann", "--email", "ann@example.com", "--age", "30"];
        let arguments = ["create", "--timeout", "600", "--component", path(&component)];
        let answer = host.call(&checkout("tests"), &[&arguments[..], &user].concat());
        expect(answer.code == 0, || answer.stderr)?;
        done.push(host);
    }
    Ok(())
}

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for host in Host::ALL {
        for part in PARTS {
            let raise = (part.language == "Python").then_some(RAISE);
            for fault in FAULTS.into_iter().chain(raise) {
                let name = format!("faults::{}::{}_{fault}", host.name(), part.name);
                let often = move || (0..times(1, 20)).try_for_each(|_| run(host, part, fault));
                trials.push(Trial::test(name, often));
            }
        }
    }
    trials
}
