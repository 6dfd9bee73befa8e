//! Whenever a run is killed or interrupted, the earlier output is intact or the new one complete; if it was killed between the
//! renames that publish, the next run of either host makes it so, even a failing one, and the files are never mixed. That run
//! also removes what the killed one has left.
#![cfg(target_os = "linux")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nix::sys::signal::Signal;
use tempfile::TempDir;
use tests::folder::{copy, files, names, same, visible};
use tests::host::Host;
use tests::inputs::{nothing_left_behind, scratch};
use tests::trace::signalled_at;
use tests::{mount, skip, times};

type Files = BTreeMap<String, Vec<u8>>;

/// The fewest changes in a run: making a folder and six files, writing to each, and renaming the folder.
const FEWEST: usize = 13;

/// A host's output for an input of [`scratch`].
fn output(host: Host, input: &str) -> Files {
    output_in(Place::New, host, input).expect("it needs no mount")
}

fn output_in(place: Place, host: Host, input: &str) -> Result<Files, String> {
    let scratch = place.prepare(&Files::new());
    let status = place.run(host, scratch.path(), input)?.stdout(Stdio::null()).status();
    assert!(status.expect("the host starts").success());
    Ok(files(&scratch.path().join("out")))
}

fn write(folder: &Path, files: &Files) {
    fs::create_dir(folder).expect("a new folder");
    for (name, content) in files {
        fs::write(folder.join(name), content).expect("a file");
    }
}

/// Where a run writes to.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// A folder that doesn't exist.
    New,
    /// A folder with an earlier output.
    Earlier,
    /// The same, and the run's working directory is in it.
    Here,
    /// The same, and it is a mount point.
    Mounted,
}

impl Place {
    /// Where a run publishes as in another place, only some of its changes are tried usually.
    fn step(self) -> usize {
        match self {
            Place::New | Place::Earlier => 1,
            Place::Here | Place::Mounted => times(3, 1),
        }
    }

    /// A folder as it is before the run, with an earlier output in `out`.
    fn prepare(self, old: &Files) -> TempDir {
        let scratch = scratch();
        match self {
            Place::New => {}
            _ => write(&scratch.path().join("out"), old),
        }
        scratch
    }

    fn run(self, host: Host, folder: &Path, input: &str) -> Result<Command, String> {
        let mut command = match self {
            Place::New | Place::Earlier => host.command(folder),
            Place::Here => host.command(&folder.join("out")),
            Place::Mounted => {
                let script = format!("mount --bind out out; exec \"$HOST\" run {input} --out out");
                return mount::shell(host, folder, &script);
            }
        };
        match self {
            Place::Here => command.args(["run", &format!("../{input}"), "--out", "."]),
            _ => command.args(["run", input, "--out", "out"]),
        };
        Ok(command)
    }
}

/// Sends `signal(n)` at change n of a run, one run per n, until a run ends before the change. `check` gets the folder, the
/// exit code and a title.
fn at_every_change(
    host: Host,
    place: Place,
    old: &Files,
    signal: impl Fn(usize) -> Signal,
    check: impl Fn(&Path, i32, &str),
) {
    let prepare = || place.prepare(old);
    at_every_change_of(prepare, host, place, "better.csv", signal, |folder, code, title| {
        match code {
            // This run reached its end before the change.
            Ok(changes) => assert!(changes > FEWEST, "{title} made {changes} changes"),
            Err(code) => check(folder, code, title),
        }
    });
}

/// The same for any folder and input. At the end `check` gets the number of changes instead of an exit code.
fn at_every_change_of(
    prepare: impl Fn() -> TempDir,
    host: Host,
    place: Place,
    input: &str,
    signal: impl Fn(usize) -> Signal,
    check: impl Fn(&Path, Result<usize, i32>, &str),
) {
    for n in (1..).step_by(place.step()) {
        let scratch = prepare();
        let folder = scratch.path().canonicalize().expect("a folder");
        let command = match place.run(host, &folder, input) {
            Ok(command) => command,
            Err(reason) => return skip(&reason),
        };
        let ended = match signalled_at(command, &folder, n, signal(n)) {
            Ok(ended) => ended,
            Err(error) => return skip(&format!("this system doesn't allow tracing: {error}")),
        };
        let title = format!("{} at change {n} of {place:?}", host.name());
        if !ended.reached {
            return check(&folder, Ok(n - place.step()), &title);
        }
        check(&folder, Err(ended.code), &title);
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

/// Whether the run was killed while it had begun to publish, and hadn't ended.
fn is_publishing(folder: &Path) -> bool {
    folder.join("out/.publishing").exists()
}

/// A killed run, then a failing one.
fn is_intact(folder: &Path, next: Host, outputs: [&Files; 2], title: &str) {
    let found = visible(&folder.join("out"));
    let shown = || found.keys().collect::<Vec<_>>();
    let part_of = |output: &Files| found.iter().all(|(name, content)| output.get(name) == Some(content));
    match is_publishing(folder) {
        true => assert!(outputs.into_iter().any(part_of), "{title}: mixed {:?}", shown()),
        false => assert!(outputs.contains(&&found), "{title}: found {:?}", shown()),
    }
    let answer = next.call(folder, &["run", "broken.csv", "--out", "out"]);
    assert_eq!(answer.code, 2, "{title}, then {}: {answer:?}", next.name());
    is_one_of(folder, outputs, title);
    let out = folder.join("out").exists().then_some("out");
    nothing_left_behind(folder, out.as_slice());
}

/// A host, and the one that runs after it.
const PAIRS: [(Host, Host); 2] = [(Host::Wasmtime, Host::Node), (Host::Node, Host::Wasmtime)];

/// Returns, for each host, what was there when it was killed while publishing.
fn killed_at_any_write(place: Place) -> Vec<Vec<TempDir>> {
    let mut publishing = Vec::new();
    for (host, other) in PAIRS {
        // That each host restores what the other has left doesn't depend on the place.
        let other = match place {
            Place::Here | Place::Mounted => times(Host::Wasmtime, other),
            Place::New | Place::Earlier => other,
        };
        let old = match place {
            Place::New => Files::new(),
            _ => output(Host::Wasmtime, "good.csv"),
        };
        // The reports name the input as it was given.
        let new = match output_in(place, Host::Wasmtime, "better.csv") {
            Ok(new) => new,
            Err(reason) => {
                skip(&reason);
                break;
            }
        };
        let states = RefCell::new(Vec::new());
        at_every_change(
            host,
            place,
            &old,
            |_| Signal::SIGKILL,
            |folder, code, title| {
                assert_eq!(code, -9, "{title}");
                if is_publishing(folder) {
                    let state = tempfile::tempdir().expect("a folder");
                    copy(folder, state.path());
                    states.borrow_mut().push(state);
                }
                is_intact(folder, other, [&old, &new], title);
            },
        );
        publishing.push(states.into_inner());
    }
    publishing
}

/// A run is killed, and if that was while it published, the run that restores what it found as well.
#[test]
fn a_run_killed_at_any_write() {
    let [old, new] = ["good.csv", "better.csv"].map(|input| output(Host::Wasmtime, input));
    for ((host, other), states) in PAIRS.into_iter().zip(killed_at_any_write(Place::Earlier)) {
        // The files leave, the journal says so, the files enter, the journal says so, and is released.
        assert!(states.len() >= 2 * old.len() + 2, "found {} states", states.len());
        for state in states.iter().step_by(times(8, 1)) {
            let prepare = || {
                let folder = tempfile::tempdir().expect("a folder");
                copy(state.path(), folder.path());
                folder
            };
            let check = |folder: &Path, code: Result<usize, i32>, title: &str| {
                assert!(matches!(code, Ok(_) | Err(-9)), "{title}: {code:?}");
                is_intact(folder, host, [&old, &new], &format!("restoring, {title}"));
            };
            at_every_change_of(prepare, other, Place::Earlier, "broken.csv", |_| Signal::SIGKILL, check);
        }
    }
}

#[test]
fn a_first_run_killed_at_any_write() {
    killed_at_any_write(Place::New);
}

#[test]
fn a_run_in_the_current_folder_killed_at_any_write() {
    killed_at_any_write(Place::Here);
}

#[test]
fn a_run_to_a_mount_point_killed_at_any_write() {
    killed_at_any_write(Place::Mounted);
}

#[test]
fn a_run_interrupted_at_any_write() {
    for host in Host::ALL {
        let [old, new] = ["good.csv", "better.csv"].map(|input| output(Host::Wasmtime, input));
        // Each signal at each change takes long.
        for first in 0..times(1, 3) {
            let signal = |n: usize| [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP][(n + first) % 3];
            at_every_change(host, Place::Earlier, &old, signal, |folder, code, title| {
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

/// As with `nohup`. Node handles it again at its start, whatever it was started with.
#[test]
fn a_hangup_that_was_ignored_before_stays_ignored() {
    const SCRIPT: &str = r#"
        trap '' HUP
        { echo name,email,age; while ! test -e signalled; do sleep 0.01; done; echo Ann,ann@a.example,30; } |
            "$HOST" run - --out out --quiet &
        while ! ls -d .out.partial-*; do sleep 0.01; done
        kill -HUP $!
        touch signalled
        wait $!"#;
    let scratch = scratch();
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT]).current_dir(scratch.path());
    let status = command.env("HOST", Host::Wasmtime.path()).status();
    assert_eq!(status.expect("there is a shell").code(), Some(0));
    assert!(scratch.path().join("out/users.ndjson").exists());
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
            let mut child = Place::Earlier
                .run(host, scratch.path(), "better.csv")
                .expect("it needs no mount")
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
            is_intact(scratch.path(), Host::Wasmtime, [&old, &new], &title);
        }
    }
}

/// The folder of a running process, of a process on another machine, and any other folder with such a name: beside the output,
/// and in it.
#[test]
fn folders_that_may_be_in_use_stay() {
    for host in Host::ALL {
        for (place, prefix) in [(".", ".out.partial-"), ("out", ".partial-")] {
            let scratch = scratch();
            let folder = scratch.path();
            let place = folder.join(place);
            fs::create_dir_all(&place).unwrap();
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
                match names(&place).into_iter().find(|name| name.starts_with(prefix)) {
                    Some(name) => break name,
                    None => sleep(Duration::from_millis(5)),
                }
            };
            let pid = waiting.id().to_string();
            let of_process = live.strip_suffix(&pid).expect("its PID comes last");
            // Linux never assigns a process number this high.
            let gone = [format!("{of_process}4194305"), format!("{of_process}4194306.old")];
            let others = [
                format!("{prefix}00000000-4026531836-4194305"),
                format!("{of_process}x"),
                format!("{of_process}-4194305"),
                format!("{prefix}4194305"),
                format!(".other{}4194305", of_process.strip_prefix(".out").unwrap_or(of_process)),
            ];
            for name in gone.iter().chain(&others) {
                fs::create_dir(place.join(name)).unwrap();
                fs::write(place.join(name).join("users.ndjson"), "some").unwrap();
            }
            let file = format!("{of_process}4194307");
            fs::write(place.join(&file), "no folder").unwrap();

            let answer = host.call(folder, &["run", "good.csv", "--out", "out"]);
            assert_eq!(answer.code, 0, "{answer:?}");
            let mut expected: Vec<String> = others.into_iter().chain([live, file]).collect();
            expected.sort();
            let mut found = names(&place);
            found.retain(|name| name.starts_with('.'));
            assert_eq!(found, expected, "{}", host.name());
            assert_eq!(visible(&folder.join("out")).len(), 6);
            waiting.kill().expect("it is ours");
            waiting.wait().expect("it ends");
        }
    }
}

/// A journal whose process may be alive, elsewhere, is refused before the input is read.
#[test]
fn a_journal_that_may_be_in_use_stays() {
    for host in Host::ALL {
        let scratch = scratch();
        let folder = scratch.path();
        let journal = folder.join("out/.publishing");
        fs::create_dir_all(journal.join("entering.00000000-4026531836-1")).unwrap();
        fs::write(journal.join("users.ndjson"), "some").unwrap();
        let answer = host.call(folder, &["run", "nothing.csv", "--out", "out"]);
        assert_eq!(answer.code, 2, "inputs are opened first: {answer:?}");
        let answer = host.call(folder, &["run", "good.csv", "--out", "out"]);
        let message = "error: cannot write to `out`: another run is publishing to it; if it was killed in another container or by \
                       another user, remove `out/.publishing`, which holds the earlier output or the new one\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (4, message), "{}", host.name());
        assert_eq!(names(&folder.join("out")), [".publishing"]);
        assert_eq!(names(&journal), ["entering.00000000-4026531836-1", "users.ndjson"]);

        // A link could lead the files elsewhere.
        fs::remove_dir_all(&journal).unwrap();
        fs::create_dir(folder.join("elsewhere")).unwrap();
        symlink("../elsewhere", &journal).unwrap();
        let answer = host.call(folder, &["run", "good.csv", "--out", "out"]);
        assert_eq!((answer.code, answer.stderr.as_str()), (4, message), "{}", host.name());
        assert_eq!(names(&folder.join("elsewhere")).len(), 0);
    }
}
