//! The command as a user runs it.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

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

/// A new, empty folder.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn a_file_holds_what_stdout_shows_and_nothing_is_left_beside_it() {
    let folder = folder("file");
    let place = folder.join("users.csv");
    fs::write(&place, "an older file").unwrap();
    let to_file = run(&["--rows", "5000", "--out", place.to_str().unwrap()]);
    assert!(to_file.status.success(), "{}", stderr(&to_file));
    assert_eq!(stderr(&to_file), "", "progress is for terminals");
    let to_stdout = run(&["--rows", "5000"]);
    assert_eq!(fs::read(&place).unwrap(), to_stdout.stdout);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
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
    let folder = folder("unwritable");
    let file = folder.join("file");
    fs::write(&file, "").unwrap();
    for (place, reason) in [
        (file.join("users.csv"), ""),
        (folder, "found a folder, expected the name of a file"),
    ] {
        let output = run(&["--rows", "1", "--out", place.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(4));
        let expected = format!("error: can't write `{}`: {reason}", place.display());
        assert!(stderr(&output).starts_with(&expected), "{}", stderr(&output));
    }
}

#[test]
fn missing_folders_are_made() {
    let place = folder("missing").join("a").join("b").join("users.csv");
    assert!(run(&["--rows", "1", "--out", place.to_str().unwrap()]).status.success());
    assert!(fs::read_to_string(place).unwrap().starts_with("name,email,age\n"));
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_stays_one() {
    use std::os::unix::fs::FileTypeExt;
    // A pipe stands for every device: should the command replace it, no other program is hurt.
    let pipe = folder("device").join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let child = samples(&["--rows", "3", "--out", pipe.to_str().unwrap()])
        .spawn()
        .unwrap();
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    assert!(child.wait_with_output().unwrap().status.success());
    assert!(
        fs::metadata(&pipe).unwrap().file_type().is_fifo(),
        "the pipe was replaced"
    );
    assert_eq!(reader.join().unwrap().lines().next(), Some("name,email,age"));
}

#[test]
fn a_link_is_followed() {
    let folder = folder("link");
    let (target, link) = (folder.join("target.csv"), folder.join("link.csv"));
    fs::write(&target, "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&target, &link).unwrap();
    #[cfg(windows)]
    std::os::windows::fs::symlink_file(&target, &link).unwrap();
    assert!(run(&["--rows", "3", "--out", link.to_str().unwrap()]).status.success());
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&target).unwrap().starts_with("name,email,age\n"));
}
