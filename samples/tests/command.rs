//! The command as a user runs it.

use std::fs;
use std::io::Read;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn samples(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samples"));
    command.args(args);
    command
}

fn run(args: &[&str]) -> Output {
    samples(args).output().expect("samples starts")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

#[test]
fn a_file_has_the_bytes_of_stdout() {
    let folder = folder();
    let place = folder.path().join("users.csv");
    fs::write(&place, "an older file").unwrap();
    let to_file = run(&["--rows", "5000", "--out", place.to_str().unwrap()]);
    assert!(to_file.status.success(), "{}", stderr(&to_file));
    assert_eq!(stderr(&to_file), "");
    let to_stdout = run(&["--rows", "5000"]);
    assert_eq!(fs::read(&place).unwrap(), to_stdout.stdout);
}

#[test]
fn a_reader_that_closes_early_is_not_a_failure() {
    let mut child = samples(&["--rows", "10000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut start = [0; 14];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    assert_eq!(&start, b"name,email,age");
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", stderr(&ended));
    assert_eq!(stderr(&ended), "");
}

#[test]
fn shares_beyond_the_whole_are_a_usage_error() {
    let output = run(&["--rows", "1", "--bad", "900", "--dup", "101"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: can't mix the records: `--bad 900` and `--dup 101` are 1001 in a thousand together, \
         expected 1000 at most\n"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for place in [file.join("users.csv"), folder.path().into()] {
        let output = run(&["--rows", "1", "--out", place.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(4));
        let expected = format!("error: can't write `{}`: ", place.display());
        assert!(stderr(&output).starts_with(&expected), "{}", stderr(&output));
    }
}

#[test]
fn missing_folders_are_made() {
    let folder = folder();
    let place = folder.path().join("a/b/users.csv");
    assert!(run(&["--rows", "1", "--out", place.to_str().unwrap()]).status.success());
    assert!(fs::read_to_string(place).unwrap().starts_with("name,email,age\n"));
}

#[test]
fn nothing_in_an_argument_acts_on_the_terminal() {
    for (args, code) in [
        (&["--rows", "1\u{1b}[2J\u{202e}"][..], 2),
        (&["--\u{1b}[2J\u{202e}"], 2),
        (&["--rows", "1", "--out", "/dev/null/\u{1b}[2J\u{202e}"], 4),
    ] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(code));
        assert!(stderr(&output).contains(r"\u{1b}[2J\u{202e}"), "{}", stderr(&output));
        assert!(!stderr(&output).contains(['\u{1b}', '\u{202e}']), "{}", stderr(&output));
    }
}
