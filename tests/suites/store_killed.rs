//! After a run is killed by SIGKILL at any moment, the store opens, is intact, and holds what it held before the run or what
//! it would hold after it; then the same run completes.
//!
//! The moments are random; KILL_SEED=N in the environment repeats those of an earlier test.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rusqlite::Connection;
use samples::args::Format;
use samples::rows::Mix;
use tests::folder::files;
use tests::host::Host;
use tests::times;

const ROWS: u64 = 40_000;

/// The same numbers for the same seed (SplitMix64).
struct Random(u64);

impl Random {
    fn from_environment() -> Random {
        let now = || {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |time| time.as_nanos() as u64)
        };
        let seed =
            std::env::var("KILL_SEED").map_or_else(|_| now(), |seed| seed.parse().expect("KILL_SEED is a number"));
        eprintln!("KILL_SEED={seed}");
        Random(seed)
    }

    /// From 0 to below 1.
    fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn write_input(file: &Path, seed: u64) {
    let mut bytes = Vec::new();
    let mix = Mix::new(30, 10).expect("a mix");
    samples::write(&mut bytes, Format::Csv, ROWS, seed, mix).expect("memory takes all");
    fs::write(file, bytes).expect("an input");
}

fn start(folder: &Path, input: &str) -> Child {
    let mut command = Host::Wasmtime.command(folder);
    command.args(["run", input, "--out", "out", "--store", "u.db", "--quiet"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the host starts")
}

fn complete(folder: &Path, input: &str) {
    let status = start(folder, input).wait().expect("the host ends");
    assert_eq!(status.code(), Some(1), "some records of `{input}` are rejected");
    assert_eq!(files(&folder.join("out")).len(), 6);
}

/// The contents of a store; fails if it can't be opened or isn't intact.
fn content(folder: &Path) -> Vec<(String, String)> {
    let store = Connection::open(folder.join("u.db")).expect("the store opens");
    let whole: String = store
        .query_row("PRAGMA integrity_check", (), |row| row.get(0))
        .expect("the store can be checked");
    assert_eq!(whole, "ok");
    let mut select = store
        .prepare("SELECT key, value FROM kv_users UNION ALL SELECT key, value FROM kv_imports ORDER BY 1")
        .expect("the store has its tables");
    let rows = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?)));
    rows.and_then(Iterator::collect).expect("the store can be read")
}

/// Restores the store to its earlier state.
fn restore(folder: &Path, store: &[u8]) {
    for file in ["u.db-wal", "u.db-shm"] {
        let _ = fs::remove_file(folder.join(file));
    }
    fs::write(folder.join("u.db"), store).expect("a store");
}

#[test]
fn a_killed_run_leaves_the_store_of_before_or_after() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path();
    write_input(&folder.join("first.csv"), 1);
    write_input(&folder.join("second.csv"), 2);
    complete(folder, "first.csv");
    let store = fs::read(folder.join("u.db")).expect("a store");
    let before = content(folder);
    let began = Instant::now();
    complete(folder, "second.csv");
    let took = began.elapsed();
    let after = content(folder);
    assert!(after.len() > before.len() + 10_000);
    let output = files(&folder.join("out"));

    let mut random = Random::from_environment();
    let (mut killed, mut undone) = (0, 0);
    let moments = times(20, 1000);
    for moment in 1..=moments {
        restore(folder, &store);
        let delay = took.mul_f64(random.fraction() * 1.2);
        let mut run = start(folder, "second.csv");
        sleep(delay);
        run.kill().expect("it can be killed, or has ended");
        killed += u32::from(run.wait().expect("it ends").code().is_none());
        let found = content(folder);
        assert!(
            found == before || found == after,
            "moment {moment}, after {delay:?} of {took:?}: {} entries, expected the {} before or the {} after",
            found.len(),
            before.len(),
            after.len()
        );
        if found == before {
            undone += 1;
            complete(folder, "second.csv");
            assert!(
                content(folder) == after,
                "moment {moment}: the run again gives another store"
            );
            tests::folder::same(&files(&folder.join("out")), &output).expect("the same output");
        } else {
            complete(folder, "second.csv");
        }
        for entry in fs::read_dir(folder).expect("a folder") {
            // A killed run's half-written output lies beside the output under another name.
            let path = entry.expect("an entry").path();
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(".out.partial-"))
            {
                fs::remove_dir_all(path).expect("a folder");
            }
        }
    }
    eprintln!("{killed} of {moments} runs killed, {undone} undone; a whole run takes {took:?}");
    assert!(killed > 0 && undone > 0);
}

/// Before the first run there is no store, and a killed first run stores nothing.
#[test]
fn a_killed_first_run_leaves_no_users() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path();
    write_input(&folder.join("first.csv"), 1);
    let mut run = start(folder, "first.csv");
    let deadline = Instant::now() + Duration::from_secs(120);
    while !folder.join("u.db").exists() {
        assert!(Instant::now() < deadline, "the run hasn't begun");
        sleep(Duration::from_millis(1));
    }
    run.kill().expect("it can be killed");
    run.wait().expect("it ends");
    complete(folder, "first.csv");
    let users = content(folder)
        .into_iter()
        .filter(|(key, _)| key.starts_with("usr_"))
        .count();
    let listed = files(&folder.join("out"))["users.ndjson"]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count();
    assert_eq!(users, listed);
}
