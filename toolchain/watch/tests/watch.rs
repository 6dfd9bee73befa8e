//! A watch on a copy of the checkout, whose path has a space: one change per language, a build that fails, a save during a
//! build, a stage that comes and goes, and the end.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// For a busy machine.
const PATIENCE: Duration = Duration::from_secs(900);
const WAITING: &str = "watching; Ctrl-C ends";

struct Watch {
    child: Child,
    lines: Receiver<String>,
    checkout: PathBuf,
}

impl Watch {
    fn start(checkout: &Path) -> Watch {
        let mut command = Command::new(env!("CARGO_BIN_EXE_watch"));
        let mut child = command
            .current_dir(checkout)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, lines) = channel();
        thread::spawn(move || {
            output
                .lines()
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        Watch {
            child,
            lines,
            checkout: checkout.into(),
        }
    }

    /// What is printed until `end`.
    fn until(&self, end: &str) -> String {
        let start = Instant::now();
        let mut text = String::new();
        loop {
            let left = PATIENCE.saturating_sub(start.elapsed());
            let line = self
                .lines
                .recv_timeout(left)
                .unwrap_or_else(|error| panic!("{error}, expected `{end}` after\n{text}"));
            text += &format!("{line}\n");
            if line.contains(end) {
                return text;
            }
        }
    }

    /// Replaces the only `old` in a file and returns what the watch prints then.
    fn change(&self, file: &str, old: &str, new: &str) -> String {
        self.save(file, old, new);
        self.until(WAITING)
    }

    /// Replaces the only `old` in a file, by a rename as editors do.
    fn save(&self, file: &str, old: &str, new: &str) {
        let path = self.checkout.join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert_eq!(text.matches(old).count(), 1, "`{old}` in `{file}`");
        let saved = path.with_file_name(".saved");
        fs::write(&saved, text.replace(old, new)).expect("there is room");
        fs::rename(&saved, &path).expect("the folder is writable");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // After a failed assertion it still runs.
        let _ = self.child.kill();
    }
}

#[track_caller]
fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "expected `{part}` in\n{text}");
    }
}

#[test]
fn each_language_is_built_and_the_difference_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("a copy");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let status = Command::new(root.join("workshop/copy")).arg(&copy).status();
    assert!(status.expect("there is a shell").success());

    let mut watch = Watch::start(&copy);
    contains(&watch.until(WAITING), &["50 read, 31 accepted, 19 rejected\n"]);

    let rules = "rust-validator/src/rules.rs";
    let rust = watch.change(rules, "min_age: 13,", "min_age: 20,");
    contains(
        &rust,
        &[
            rules,
            "s  rust-validator.build\n",
            "s  compose\n",
            "; before: 50 read, 31 accepted, 19 rejected\n",
        ],
    );
    contains(
        &rust,
        &[
            "users.ndjson: 3 lines removed, 0 lines added\n  - {\"id\":\"usr_",
            ": age: Must be at least 20 years old\n",
        ],
    );

    let broken = watch.change(rules, "min_age: 20,", "min_age: \"20\",");
    contains(
        &broken,
        &["rust-validator.build: failed after ", "; the last outcome stays\n"],
    );
    let repaired = watch.change(rules, "min_age: \"20\",", "min_age: 20,");
    contains(&repaired, &["no change in the outcome: 50 read, "]);

    let go = watch.change("go-service/ledger/id.go", "idPrefix = \"usr_\"", "idPrefix = \"new_\"");
    contains(&go, &["s  go-service.build\n", "+ {\"id\":\"new_"]);

    let python = watch.change(
        "py-reporting/src/reporting/wording.py",
        "\"Why records were rejected\"",
        "\"The reasons\"",
    );
    contains(
        &python,
        &["s  py-reporting.build\n", ", as before\n", "+ ### The reasons\n"],
    );

    // A save during a build, which a build follows.
    watch.save("go-service/ledger/id.go", "idPrefix = \"new_\"", "idPrefix = \"usr_\"");
    watch.until("go-service/ledger/id.go");
    watch.save(rules, "min_age: 20,", "min_age: 13,");
    contains(&watch.until(WAITING), &["s  go-service.build\n", "+ {\"id\":\"usr_"]);
    contains(
        &watch.until(WAITING),
        &[
            "s  rust-validator.build\n",
            "50 read, 31 accepted, 19 rejected; before: ",
        ],
    );

    make(&copy, &["new-stage", "NAME=dots", "LANG=js"]);
    watch.until("s  stages/dots.build");
    contains(&watch.until(WAITING), &["s  compose\n"]);
    fs::remove_dir_all(copy.join("stages/dots")).expect("it is there");
    watch.until("stages/dots");
    watch.until(WAITING);

    // The end, during a build: what the build runs ends too.
    fs::write(copy.join("go-service/ledger/new.go"), "package ledger\n").expect("the folder is writable");
    watch.until("go-service/ledger/new.go");
    thread::sleep(Duration::from_millis(500));
    let processes = children(watch.child.id());
    let pid = i32::try_from(watch.child.id())
        .ok()
        .and_then(Pid::from_raw)
        .expect("a process");
    kill_process(pid, Signal::INT).expect("it runs");
    assert!(watch.child.wait().expect("it is a child").success());
    assert!(!processes.is_empty());
    for process in processes {
        assert!(test_kill_process(process).is_err(), "{process:?} still runs");
    }

    // What was built in a quick way is built as usual again.
    fs::remove_file(copy.join("go-service/ledger/new.go")).expect("it is there");
    make(&copy, &["go-service.build"]);
    let service = |checkout: &Path| fs::read(checkout.join("build/service.wasm")).expect("it was built");
    assert!(
        service(&copy) == service(&root),
        "another `build/service.wasm` than in the checkout"
    );
}

fn make(checkout: &Path, arguments: &[&str]) {
    let status = Command::new("make").args(arguments).current_dir(checkout).status();
    assert!(status.expect("there is make").success(), "make {arguments:?}");
}

/// The processes that a process has started.
fn children(parent: u32) -> Vec<Pid> {
    let found = Command::new("ps")
        .args(["-o", "pid=", "--ppid", &parent.to_string()])
        .output()
        .expect("there is ps");
    let text = String::from_utf8(found.stdout).expect("numbers");
    text.split_whitespace()
        .filter_map(|pid| Pid::from_raw(pid.parse().ok()?))
        .collect()
}
