//! All files of a run appear together, or none do; the earlier output stays until then.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tests::folder::{files, names, same};
use tests::host::{Answer, Host};
use tests::inputs::{GOOD, nothing_left_behind, scratch};

#[test]
fn a_later_run_replaces_an_earlier_one() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        assert_eq!(
            host.call(scratch.path(), &["run", "better.csv", "--out", "out"]).code,
            0
        );
        let better = files(&out);
        assert_eq!(host.call(scratch.path(), &["run", "good.csv", "--out", "out"]).code, 0);
        assert_ne!(files(&out), better);
        assert_eq!(
            host.call(scratch.path(), &["run", "better.csv", "--out", "./out/"])
                .code,
            0
        );
        same(&files(&out), &better).unwrap();
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

#[test]
fn a_run_that_fails_leaves_the_earlier_output() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        assert_eq!(host.call(scratch.path(), &["run", "good.csv", "--out", "out"]).code, 0);
        let before = files(&out);
        assert_eq!(
            host.call(scratch.path(), &["run", "broken.csv", "--out", "out"]).code,
            2
        );
        same(&files(&out), &before).unwrap();
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        fs::create_dir(&out).unwrap();
        for name in ["thesis.txt", "zebra.txt", "users.ndjson"] {
            fs::write(out.join(name), "years of work").unwrap();
        }
        let answer = host.call(scratch.path(), &["run", "good.csv", "--out", "out"]);
        assert_eq!(answer.code, 4);
        assert_eq!(
            answer.stderr,
            "error: cannot write to `out`: found `thesis.txt` in it, expected an empty folder or an earlier run's output\n"
        );
        assert_eq!(names(&out), ["thesis.txt", "users.ndjson", "zebra.txt"]);
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

#[test]
fn missing_folders_above_are_made() {
    for host in Host::ALL {
        let scratch = scratch();
        assert_eq!(
            host.call(scratch.path(), &["run", "good.csv", "--out", "a/b/out"]).code,
            0
        );
        assert_eq!(files(&scratch.path().join("a/b/out")).len(), 6);
        assert_eq!(names(&scratch.path().join("a/b")), ["out"]);
    }
}

#[test]
fn an_empty_folder_and_the_current_one_can_be_written_to() {
    for host in Host::ALL {
        let scratch = scratch();
        let out = scratch.path().join("out");
        fs::create_dir(&out).unwrap();
        assert_eq!(host.call(&out, &["run", "../good.csv", "--out", "."]).code, 0);
        assert_eq!(files(&out).len(), 6);
        nothing_left_behind(scratch.path(), &["out"]);
    }
}

/// A run that has begun to write and waits for more input.
fn waiting_run(host: Host, folder: &Path) -> Child {
    let mut command = host.command(folder);
    command
        .args(["run", "-", "--out", "out"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the host starts");
    let pipe = child.stdin.as_mut().expect("stdin is piped");
    // More than a chunk, so that the host feeds some of it.
    pipe.write_all(GOOD.repeat(20_000).as_bytes()).expect("the host reads");
    let deadline = Instant::now() + Duration::from_secs(120);
    while !names(folder).iter().any(|name| name.starts_with(".out.partial-")) {
        assert!(Instant::now() < deadline, "the run hasn't begun to write");
        sleep(Duration::from_millis(5));
    }
    child
}

#[test]
fn an_interrupted_run_leaves_the_earlier_output() {
    for host in Host::ALL {
        for signal in ["-INT", "-TERM"] {
            let scratch = scratch();
            let out = scratch.path().join("out");
            assert_eq!(host.call(scratch.path(), &["run", "good.csv", "--out", "out"]).code, 0);
            let before = files(&out);
            let child = waiting_run(host, scratch.path());
            let killed = Command::new("kill").args([signal, &child.id().to_string()]).status();
            assert!(killed.expect("there is kill").success());
            let answer = Answer::from(child.wait_with_output().expect("the host ends"));
            assert_eq!(
                (answer.code, answer.stdout.as_str()),
                (130, ""),
                "{} {signal}",
                host.name()
            );
            same(&files(&out), &before).unwrap();
            nothing_left_behind(scratch.path(), &["out"]);
        }
    }
}

#[test]
fn a_reader_of_stdout_that_has_gone_changes_nothing() {
    for host in Host::ALL {
        let scratch = scratch();
        let mut command = host.command(scratch.path());
        command
            .args(["run", "good.csv", "--out", "out"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the host starts");
        drop(child.stdout.take());
        let answer = Answer::from(child.wait_with_output().expect("the host ends"));
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", host.name());
        assert_eq!(files(&scratch.path().join("out")).len(), 6);
    }
}

#[test]
fn the_commands_run_from_any_folder_and_through_a_link() {
    for host in Host::ALL {
        let scratch = scratch();
        let link = scratch.path().join("linked");
        std::os::unix::fs::symlink(host.path(), &link).unwrap();
        let output = Command::new(&link)
            .args(["create", "--name", "Ann", "--email", "a@b.c", "--age", "30"])
            .output();
        let answer = Answer::from(output.expect("the host starts"));
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (0, "usr_5ngzvf275epd17rr31madxrmzp\n"),
            "{answer:?}"
        );
    }
}
