//! Whenever a run is killed or interrupted, the earlier output is intact or the new one complete. The leftovers of a killed
//! run are gone after the next run of either host, even a failing one.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nix::sys::signal::Signal;
use tests::folder::{files, names, same};
use tests::host::Host;
use tests::inputs::{nothing_left_behind, scratch};
use tests::trace::signalled_at;
use tests::{skip, times};

type Files = BTreeMap<String, Vec<u8>>;

/// The fewest changes in a run: making a folder and five files, writing to each, renaming the folder, and deleting the old
/// files.
const FEWEST: usize = 15;

/// A host's output for an input of [`scratch`].
fn output(host: Host, input: &str) -> Files {
    let scratch = scratch();
    assert_eq!(host.call(scratch.path(), &["run", input, "--out", "out"]).code, 0);
    files(&scratch.path().join("out"))
}

fn write(folder: &Path, files: &Files) {
    fs::create_dir(folder).expect("a new folder");
    for (name, content) in files {
        fs::write(folder.join(name), content).expect("a file");
    }
}

fn run(host: Host, folder: &Path) -> Command {
    let mut command = host.command(folder);
    command.args(["run", "better.csv", "--out", "out"]);
    command
}

/// Sends a signal at each change that a run makes, one run per change, until a run ends before the change. `check` gets the
/// folder, the exit code and a title.
fn at_every_change(host: Host, old: &Files, signal: Signal, check: impl Fn(&Path, i32, &str)) {
    for n in 1.. {
        let scratch = scratch();
        let folder = scratch.path().canonicalize().expect("a folder");
        write(&folder.join("out"), old);
        let ended = match signalled_at(run(host, &folder), &folder, n, signal) {
            Ok(ended) => ended,
            Err(error) => return skip(&format!("this system doesn't allow tracing: {error}")),
        };
        if !ended.reached {
            assert!(n > FEWEST, "{} made {n} changes", host.name());
            assert_eq!(ended.code, 0, "{}", host.name());
            return;
        }
        check(&folder, ended.code, &format!("{} at change {n}", host.name()));
    }
}

fn is(folder: &Path, output: &Files, title: &str) {
    same(&files(folder), output).unwrap_or_else(|difference| panic!("{title}: {difference}"));
}

fn is_one_of(folder: &Path, outputs: [&Files; 2], title: &str) {
    let found = files(&folder.join("out"));
    let shown = || found.keys().collect::<Vec<_>>();
    assert!(outputs.contains(&&found), "{title}: found {:?}", shown());
}

/// A killed run, then a failing one.
fn is_intact(folder: &Path, host: Host, next: Host, [old, new]: [&Files; 2], title: &str) {
    let out = folder.join("out");
    match out.exists() {
        true => is_one_of(folder, [old, new], title),
        // Node can't swap two folders in one step.
        false => {
            assert_eq!(host, Host::Node, "{title}: no output");
            let aside = names(folder).into_iter().find(|name| name.ends_with(".old"));
            is(&folder.join(aside.expect("it stepped aside")), old, title);
        }
    }
    let answer = next.call(folder, &["run", "broken.csv", "--out", "out"]);
    assert_eq!(answer.code, 2, "{title}, then {}: {answer:?}", next.name());
    is_one_of(folder, [old, new], title);
    nothing_left_behind(folder, &["out"]);
}

#[test]
fn a_run_killed_at_any_write() {
    for (host, other) in [(Host::Wasmtime, Host::Node), (Host::Node, Host::Wasmtime)] {
        let [old, new] = ["good.csv", "better.csv"].map(|input| output(Host::Wasmtime, input));
        at_every_change(host, &old, Signal::SIGKILL, |folder, code, title| {
            assert_eq!(code, -9, "{title}");
            is_intact(folder, host, other, [&old, &new], title);
        });
    }
}

#[test]
fn a_run_interrupted_at_any_write() {
    for host in Host::ALL {
        let [old, new] = ["good.csv", "better.csv"].map(|input| output(Host::Wasmtime, input));
        for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
            at_every_change(host, &old, signal, |folder, code, title| {
                match code {
                    // The signal may come after everything is written.
                    130 => is_one_of(folder, [&old, &new], title),
                    0 => is(&folder.join("out"), &new, title),
                    _ => panic!("{title}: exit code {code}"),
                }
                nothing_left_behind(folder, &["out"]);
            });
        }
    }
}

/// At any moment, not only before a change; the seed is printed.
#[test]
fn a_run_killed_at_random_moments() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock");
    let mut seed = now.as_nanos() as u64 | 1;
    println!("seed {seed}");
    let [old, new] = ["good.csv", "better.csv"].map(|input| output(Host::Wasmtime, input));
    for host in Host::ALL {
        let start = Instant::now();
        output(host, "better.csv");
        let usual = start.elapsed();
        for _ in 0..times(25, 1000) {
            let scratch = scratch();
            write(&scratch.path().join("out"), &old);
            let mut child = run(host, scratch.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the host starts");
            // xorshift64
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let wait = usual.mul_f64((seed >> 11) as f64 / (1u64 << 53) as f64);
            sleep(wait);
            child.kill().expect("it is ours");
            child.wait().expect("it ends");
            let title = format!("{} after {wait:?}", host.name());
            is_intact(scratch.path(), host, Host::Wasmtime, [&old, &new], &title);
        }
    }
}

/// The folder of a running process, of a process on another machine, and any other folder with such a name.
#[test]
fn folders_that_may_be_in_use_stay() {
    for host in Host::ALL {
        let scratch = scratch();
        let folder = scratch.path();
        let mut waiting = host.command(folder);
        let mut waiting = waiting
            .args(["run", "-", "--out", "out"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the host starts");
        let deadline = Instant::now() + Duration::from_secs(120);
        let live = loop {
            assert!(Instant::now() < deadline, "the run hasn't begun to write");
            match names(folder).into_iter().find(|name| name.starts_with(".out.partial-")) {
                Some(name) => break name,
                None => sleep(Duration::from_millis(5)),
            }
        };
        let pid = waiting.id().to_string();
        let place = live.strip_suffix(&pid).expect("its PID comes last");
        // Linux never assigns a process number this high.
        let gone = [format!("{place}4194305"), format!("{place}4194306.old")];
        let others = [
            ".out.partial-00000000-4026531836-4194305".to_string(),
            format!("{place}x"),
            format!("{place}-4194305"),
            ".out.partial-4194305".to_string(),
            place.replace(".out.", ".other.") + "4194305",
        ];
        for name in gone.iter().chain(&others) {
            fs::create_dir(folder.join(name)).unwrap();
            fs::write(folder.join(name).join("users.ndjson"), "some").unwrap();
        }
        let file = format!("{place}4194307");
        fs::write(folder.join(&file), "no folder").unwrap();

        let answer = host.call(folder, &["run", "good.csv", "--out", "out"]);
        assert_eq!(answer.code, 0, "{answer:?}");
        let mut expected: Vec<String> = others.into_iter().chain([live, file, "out".into()]).collect();
        expected.sort();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        nothing_left_behind(folder, &expected);
        waiting.kill().expect("it is ours");
        waiting.wait().expect("it ends");
    }
}
