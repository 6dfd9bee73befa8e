//! Output that can't be written: a full disk, a limit on a file's size, a read-only folder, a closed pipe. The earlier
//! output stays, nothing is left behind, and the exit code reports the failure.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tests::folder::{files, names, same};
use tests::host::{Answer, Host};
use tests::inputs::{nothing_left_behind, scratch};
use tests::{mount, skip};

type Files = BTreeMap<String, Vec<u8>>;

const RECORDS: u32 = 400;
const PAGE: usize = 4096;

/// A folder with `many.csv`, and a folder `disk` with an earlier output in it.
fn with_output() -> (TempDir, Files) {
    let scratch = scratch();
    let record = |n| format!("Name {n},user{n}@a.example,30\n");
    let many: String = (0..RECORDS).map(record).collect();
    fs::write(scratch.path().join("many.csv"), format!("name,email,age\n{many}")).expect("an input");
    let answer = Host::Wasmtime.call(scratch.path(), &["run", "good.csv", "--out", "disk/out"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    let old = files(&scratch.path().join("disk/out"));
    (scratch, old)
}

fn answer(command: &mut Command) -> Answer {
    Answer::from(command.output().expect("it starts"))
}

/// A disk of every size, from one that is full to one with room for everything.
#[test]
fn a_full_disk() {
    // The disk's content is lost with it, so keep a copy.
    const SCRIPT: &str = r#"
        cp -r disk/out old
        mount -t tmpfs -o size=$SIZE none disk
        mv old disk/out
        "$HOST" run many.csv --out disk/out && code=0 || code=$?
        cp -r disk seen
        exit $code"#;
    for host in Host::ALL {
        // As many as the earlier output needs.
        let fewest: usize = with_output()
            .1
            .values()
            .map(|content| content.len().div_ceil(PAGE))
            .sum();
        for pages in fewest.. {
            let (scratch, old) = with_output();
            let mut command = match mount::shell(host, scratch.path(), SCRIPT) {
                Ok(command) => command,
                Err(reason) => return skip(&reason),
            };
            command.env("SIZE", (pages * PAGE).to_string());
            let answer = answer(&mut command);
            let title = format!("{} on {pages} pages: {answer:?}", host.name());
            assert_eq!(names(&scratch.path().join("seen")), ["out"], "{title}");
            let seen = files(&scratch.path().join("seen/out"));
            if answer.code == 0 {
                assert!(seen != old, "{title}");
                assert!(pages > fewest + 5, "{title}");
                break;
            }
            assert_eq!(answer.code, 4, "{title}");
            assert!(answer.stderr.starts_with("error: cannot write to `disk/out"), "{title}");
            assert!(answer.stderr.ends_with(": no space left on device\n"), "{title}");
            same(&seen, &old).unwrap_or_else(|difference| panic!("{title}: {difference}"));
        }
    }
}

/// A substitute for a full disk where mounting isn't allowed.
#[test]
fn a_limit_on_the_size_of_a_file() {
    for host in Host::ALL {
        let (scratch, old) = with_output();
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -f 8; exec \"$HOST\" run many.csv --out disk/out"]);
        let answer = answer(command.current_dir(scratch.path()).env("HOST", host.path()));
        let message = "error: cannot write to `disk/out/users.ndjson`: file too large\n";
        assert_eq!((answer.code, answer.stderr.as_str()), (4, message), "{}", host.name());
        same(&files(&scratch.path().join("disk/out")), &old).unwrap();
        nothing_left_behind(&scratch.path().join("disk"), &["out"]);
    }
}

#[test]
fn a_read_only_folder() {
    const SCRIPT: &str = r#"
        mount --bind disk disk
        mount -o remount,bind,ro disk
        exec "$HOST" run many.csv --out disk/out"#;
    for host in Host::ALL {
        let (scratch, old) = with_output();
        let disk = scratch.path().join("disk");
        let (answer, reason) = if mount::is_root() {
            match mount::shell(host, scratch.path(), SCRIPT) {
                Ok(mut command) => (answer(&mut command), "read-only file system"),
                Err(reason) => return skip(&format!("root can write to any folder, and {reason}")),
            }
        } else {
            let out = disk.join("out");
            fs::set_permissions(&out, Permissions::from_mode(0o555)).expect("it is ours");
            let answer = host.call(scratch.path(), &["run", "many.csv", "--out", "disk/out"]);
            fs::set_permissions(&out, Permissions::from_mode(0o755)).expect("it is ours");
            (answer, "permission denied")
        };
        let message = format!("error: cannot write to `disk/out`: {reason}\n");
        assert_eq!((answer.code, answer.stderr), (4, message), "{}", host.name());
        same(&files(&disk.join("out")), &old).unwrap();
        nothing_left_behind(&disk, &["out"]);
    }
}

/// A command whose output goes to a closed pipe.
fn closed(host: Host, folder: &Path, arguments: &[&str], errors: Stdio) -> (Option<i32>, String) {
    let mut command = host.command(folder);
    command.args(arguments).stdout(Stdio::piped()).stderr(errors);
    let mut child = command.spawn().expect("the host starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the host ends");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_closed_pipe_is_not_a_failure() {
    let user = ["create", "--name", "A", "--email", "a@b.c", "--age", "30"];
    for host in Host::ALL {
        let scratch = scratch();
        let create = closed(host, scratch.path(), &user, Stdio::piped());
        assert_eq!(create, (Some(1), String::new()), "{}", host.name());
        let help = closed(host, scratch.path(), &["--help"], Stdio::piped());
        assert_eq!(help, (Some(0), String::new()), "{}", host.name());
        let run = closed(
            host,
            scratch.path(),
            &["run", "good.csv", "--out", "out"],
            Stdio::piped(),
        );
        assert_eq!(run, (Some(0), String::new()), "{}", host.name());
        assert_eq!(files(&scratch.path().join("out")).len(), 6);
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let user = ["create", "--name", "Ann", "--email", "a@b.c", "--age", "30"];
    for host in Host::ALL {
        let scratch = scratch();
        for arguments in [user.as_slice(), &["--help"], &["run", "good.csv", "--out", "out"]] {
            let full = File::create("/dev/full").expect("Linux has it");
            let answer = answer(host.command(scratch.path()).args(arguments).stdout(full));
            let message = "error: cannot write to stdout: no space left on device\n";
            assert_eq!((answer.code, answer.stderr.as_str()), (4, message), "{}", host.name());
        }
    }
}

#[test]
fn a_message_that_cannot_be_written_leaves_the_exit_code() {
    for host in Host::ALL {
        let scratch = scratch();
        for (arguments, code) in [
            (["run", "broken.csv", "--out", "out"].as_slice(), 2),
            (&["run", "nothing.csv", "--out", "out"], 2),
            (&["walk"], 2),
            (&["run", "good.csv", "--out", "good.csv/out"], 4),
        ] {
            let full = File::create("/dev/full").expect("Linux has it");
            let (reader, gone) = std::io::pipe().expect("a pipe");
            drop(reader);
            for errors in [Stdio::from(full), Stdio::from(gone)] {
                let status = host.command(scratch.path()).args(arguments).stderr(errors).status();
                let title = format!("{} {arguments:?}", host.name());
                assert_eq!(status.expect("the host starts").code(), Some(code), "{title}");
            }
            nothing_left_behind(scratch.path(), &[]);
        }
    }
}
