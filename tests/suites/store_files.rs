//! The file of `--store` as a file: its name, its place, and what a run that fails leaves of it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tests::folder::names;
use tests::host::{Answer, Host};
use tests::{mount, skip};

use crate::store::{said, scratch};

/// SQLite gives some names another meaning, such as a database in memory.
#[test]
fn any_name_is_a_path() {
    for name in [
        ":memory:",
        "file:u.db",
        "file::memory:?cache=shared",
        "u.db?mode=memory",
        "-u.db",
        "a\nb",
        "%41.db",
    ] {
        let scratch = scratch();
        let folder = scratch.path();
        let store = format!("--store={name}");
        let answer = Host::Wasmtime.call(folder, &["run", "users.csv", "--out", "out", &store]);
        assert_eq!(answer.code, 1, "{answer:?}");
        let mut expected = [name, "out", "users.csv"];
        expected.sort_unstable();
        assert_eq!(names(folder), expected);
        let answer = Host::Wasmtime.call(
            folder,
            &["query", "select count(*) as n from users", "--format=csv", &store],
        );
        assert_eq!((answer.code, answer.stdout.as_str()), (0, "n\n3\n"), "{answer:?}");
        assert_eq!(
            Host::Wasmtime
                .call(folder, &["users", "list", &store])
                .stdout
                .lines()
                .count(),
            3
        );
        assert_eq!(names(folder), expected);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_no_regular_file_is_refused() {
    let scratch = scratch();
    let folder = scratch.path();
    let made = std::process::Command::new("mkfifo").arg(folder.join("pipe")).status();
    assert!(made.expect("there is mkfifo").success());
    std::os::unix::fs::symlink("/dev/null", folder.join("link")).expect("a link");
    let before = names(Path::new("/dev"));
    for store in ["/dev/null", "/dev/full", "pipe", "link"] {
        let expected = format!(
            "error: cannot open the store `{store}`: found a device, pipe or socket, expected a pipeline store of format version 1"
        );
        for arguments in [
            ["run", "users.csv"].as_slice(),
            &["users", "list"],
            &["query", "select 1"],
        ] {
            let answer = Host::Wasmtime.call(folder, &[arguments, &["--store", store]].concat());
            assert_eq!(said(&answer), (5, "", expected.as_str()));
        }
    }
    assert_eq!(names(folder), ["link", "pipe", "users.csv"]);
    let after = names(Path::new("/dev"));
    assert!(
        !after
            .iter()
            .any(|name| name.contains("-journal") || name.contains("-wal")),
        "{after:?}, {before:?}"
    );
}

/// SQLite would wait for the writer of a pipe, without an end.
#[cfg(target_os = "linux")]
#[test]
fn what_is_beside_a_store_is_no_pipe() {
    let scratch = scratch();
    let folder = scratch.path();
    let run = ["run", "users.csv", "--store", "u.db", "--quiet"];
    assert_eq!(Host::Wasmtime.call(folder, &run).code, 1);
    for end in ["-wal", "-shm", "-journal"] {
        let name = format!("u.db{end}");
        let made = Command::new("mkfifo").arg(folder.join(&name)).status();
        assert!(made.expect("there is mkfifo").success());
        let expected = format!(
            "error: cannot open the store `u.db`: found a folder, link, device or pipe as `{name}`, expected a file of SQLite's or none"
        );
        for arguments in [run.as_slice(), &["users", "list", "--store", "u.db"]] {
            let mut command = Command::new("timeout");
            command
                .args(["60"])
                .arg(Host::Wasmtime.path())
                .args(arguments)
                .current_dir(folder);
            let answer = Answer::from(command.output().expect("there is timeout"));
            assert_eq!(said(&answer), (5, "", expected.as_str()));
        }
        fs::remove_file(folder.join(&name)).expect("it is still there");
    }
}

#[test]
fn a_store_in_the_output_or_beside_it_as_the_same_file_is_refused() {
    let scratch = scratch();
    let folder = scratch.path();
    for (out, store, expected) in [
        (
            "new/out",
            "new/out/u.db",
            "`new/out/u.db` (`--store`): it is in the output folder, `new/out` (`--out`); name a file outside of it",
        ),
        (
            "new",
            "new",
            "`new` (`--store`): it is in the output folder, `new` (`--out`); name a file outside of it",
        ),
        (
            ".",
            "u.db",
            "`u.db` (`--store`): it is in the output folder, `.` (`--out`); name a file outside of it",
        ),
        (
            "u.db-wal",
            "u.db",
            "`u.db-wal` (`--store`): it is in the output folder, `u.db-wal` (`--out`); name a file outside of it",
        ),
        (
            "new",
            "users.csv",
            "`users.csv` (`--store`): it is the same file as `users.csv` (an input); name another file",
        ),
        (
            "u.db/out",
            "u.db",
            "`u.db/out` (`--out`): it is in the file `u.db` (`--store`); name another folder",
        ),
    ] {
        let answer = Host::Wasmtime.call(folder, &["run", "users.csv", "--out", out, "--store", store]);
        assert_eq!(
            (answer.code, answer.stderr),
            (2, format!("error: cannot write to {expected}\n"))
        );
        assert_eq!(names(folder), ["users.csv"]);
    }
}

#[test]
fn a_first_run_that_fails_leaves_no_file() {
    let scratch = scratch();
    let folder = scratch.path();
    let cut_off = "[{\"name\":\"Ann\",\"email\":\"ann@example.com\",\"age\":36},";
    fs::write(folder.join("bad.json"), cut_off).expect("an input");
    fs::write(folder.join("bad.conf"), "unique-email = maybe\n").expect("rules");
    fs::create_dir_all(folder.join("full")).expect("a folder");
    fs::write(folder.join("full/thesis.txt"), "years of work").expect("a file");
    std::os::unix::fs::symlink("linked.db", folder.join("ahead.db")).expect("a link");
    let before = names(folder);
    for (arguments, code) in [
        (["bad.json"].as_slice(), 2),
        (&["none.csv"], 2),
        (&["users.csv", "--rules", "bad.conf"], 2),
        (&["users.csv", "--out", "full"], 4),
        (&["users.csv", "--max-memory", "1000000"], 3),
    ] {
        for store in ["u.db", "ahead.db"] {
            let arguments = [["run", "--store", store, "--out=out"].as_slice(), arguments].concat();
            let arguments: Vec<&str> = match arguments.contains(&"--out") {
                true => arguments
                    .into_iter()
                    .filter(|argument| *argument != "--out=out")
                    .collect(),
                false => arguments,
            };
            let answer = Host::Wasmtime.call(folder, &arguments);
            assert_eq!(answer.code, code, "{arguments:?}: {answer:?}");
            assert_eq!(names(folder), before, "{arguments:?}");
        }
    }
    // A file that was there stays.
    fs::write(folder.join("u.db"), "").expect("a file");
    assert_eq!(
        Host::Wasmtime
            .call(folder, &["run", "bad.json", "--store", "u.db"])
            .code,
        2
    );
    assert!(folder.join("u.db").exists());
    assert_eq!(
        Host::Wasmtime
            .call(folder, &["run", "users.csv", "--store", "ahead.db"])
            .code,
        1
    );
    assert!(folder.join("linked.db").exists());
}

/// On a disk of every size, from one that is full to one with room for everything.
#[cfg(target_os = "linux")]
#[test]
fn a_first_run_on_a_full_disk_leaves_no_file() {
    const SCRIPT: &str = r#"
        mount -t tmpfs -o size=$SIZE none disk
        "$HOST" run users.csv --store disk/u.db --quiet && code=0 || code=$?
        ls -A disk
        exit $code"#;
    for pages in 1.. {
        let scratch = scratch();
        fs::create_dir(scratch.path().join("disk")).expect("a folder");
        let mut command = match mount::shell(Host::Wasmtime, scratch.path(), SCRIPT) {
            Ok(command) => command,
            Err(reason) => return skip(&reason),
        };
        command.env("SIZE", (pages * 4096).to_string());
        let answer = Answer::from(command.output().expect("it starts"));
        if answer.code == 1 {
            assert!(pages > 5 && answer.stdout.contains("u.db"), "{pages} pages: {answer:?}");
            break;
        }
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (5, ""),
            "{pages} pages: {answer:?}"
        );
    }
}

/// A limit of 0 admits not even SQLite's journal.
#[test]
fn a_first_run_or_server_with_a_limit_on_sizes_leaves_no_file() {
    for blocks in [0, 1, 8] {
        for command in ["run users.csv", "serve --addr 127.0.0.1:0"] {
            let scratch = scratch();
            let script = format!("ulimit -f {blocks}; exec \"$HOST\" {command} --store u.db 2>/dev/null");
            let status = Command::new("sh")
                .args(["-c", &script])
                .env("HOST", Host::Wasmtime.path())
                .current_dir(scratch.path())
                .status();
            let code = status.expect("it starts").code();
            // Whichever is refused first: output, store, or, if the component was just compiled, its memory.
            assert!(matches!(code, Some(4..=6)), "{code:?} {command}, {blocks}");
            assert_eq!(names(scratch.path()), ["users.csv"], "{command}, {blocks}");
        }
    }
}

#[test]
fn an_interrupted_first_run_leaves_no_file() {
    let scratch = scratch();
    let folder = scratch.path();
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut command = Host::Wasmtime.command(folder);
        command.args(["run", "-", "--out", "out", "--store", "u.db"]);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("the host starts");
        // Waiting for the child would close it, which is the end of the input.
        let _open = child.stdin.take();
        let deadline = Instant::now() + Duration::from_secs(120);
        while !names(folder).iter().any(|name| name.starts_with(".out.")) {
            assert!(Instant::now() < deadline, "the run hasn't begun");
            sleep(Duration::from_millis(5));
        }
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(sent.expect("there is kill").success());
        assert_eq!(child.wait().expect("it ends").code(), Some(130));
        assert_eq!(names(folder), ["users.csv"], "{signal}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_store_follows_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    for (umask, expected) in [("0", 0o666), ("27", 0o640), ("77", 0o600)] {
        let scratch = scratch();
        let script = format!("umask {umask}; exec \"$0\" run users.csv --store u.db --quiet");
        let mut command = Command::new("sh");
        command
            .args(["-c", &script])
            .arg(Host::Wasmtime.path())
            .current_dir(scratch.path());
        assert_eq!(command.status().expect("there is a shell").code(), Some(1));
        let mode = fs::metadata(scratch.path().join("u.db"))
            .expect("a store")
            .permissions()
            .mode();
        assert_eq!(mode & 0o7777, expected, "{umask}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_store_is_read_in_a_place_that_cannot_be_written() {
    const SCRIPT: &str = r#"
        mount --bind . .
        cd "$PWD"
        mount -o remount,bind,ro .
        "$HOST" users find ann@example.com --store "$STORE"
        "$HOST" query 'select count(*) from users' --store "$STORE"
        exec "$HOST" run users.csv --out /proc/none/out --store "$STORE""#;
    for store in ["u.db", "a b?c#d%41.db"] {
        let scratch = scratch();
        let folder = scratch.path();
        assert_eq!(
            Host::Wasmtime
                .call(folder, &["run", "users.csv", "--store", store])
                .code,
            1
        );
        let mut command = match mount::shell(Host::Wasmtime, folder, SCRIPT) {
            Ok(command) => command,
            Err(reason) => return skip(&reason),
        };
        command.env("STORE", store);
        let answer = Answer::from(command.output().expect("it starts"));
        let expected = format!("error: cannot open the store `{store}`: it can only be read\n");
        assert_eq!((answer.code, answer.stderr), (5, expected));
        let count = answer.stdout.ends_with("count(*)\n--------\n       3\n");
        assert!(
            answer.stdout.starts_with("{\"id\":\"usr_") && count,
            "{}",
            answer.stdout
        );

        // What a killed run has left in the log isn't passed over.
        fs::write(folder.join(format!("{store}-wal")), [0; 32]).expect("a log");
        let mut command = mount::shell(Host::Wasmtime, folder, SCRIPT).expect("it was possible before");
        command.env("STORE", store);
        let answer = Answer::from(command.output().expect("it starts"));
        let log = "a run has left a log beside it, which can't be read in a folder that can't be written";
        let expected = format!("error: cannot open the store `{store}`: {log}\n");
        assert_eq!((answer.code, answer.stderr), (5, expected));
    }
}
