//! The next run removes what killed runs have left, and moves an output back that one of them had moved aside.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use pipeline_host::run::publish::Staging;
use tempfile::TempDir;

/// Above the highest PID that Linux assigns.
const GONE: &str = "4194305";

/// A folder, and the name of the hidden folder that a process that is gone would have there.
fn scratch() -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let staging = Staging::new(&folder.path().join("out")).expect("a new folder");
    let name = names(folder.path()).pop().expect("a hidden folder");
    drop(staging);
    let pid = std::process::id().to_string();
    let gone = name.strip_suffix(&pid).expect("its PID comes last").to_string() + GONE;
    (folder, gone)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it can be listed");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn output(folder: &Path, name: &str) {
    fs::create_dir(folder.join(name)).expect("a folder");
    fs::write(folder.join(name).join("users.ndjson"), name).expect("a file");
}

/// The names in the folder after a run that is not published.
fn cleared(folder: &Path) -> Vec<String> {
    drop(Staging::new(&folder.join("out")).expect("a place"));
    names(folder)
}

fn users(folder: &Path) -> String {
    fs::read_to_string(folder.join("out/users.ndjson")).expect("there is output")
}

#[test]
fn a_half_written_output_is_removed_and_an_earlier_one_moved_back() {
    let (folder, gone) = scratch();
    let folder = folder.path();
    output(folder, &gone);
    assert!(cleared(folder).is_empty());

    let aside = format!("{gone}.old");
    output(folder, &gone);
    output(folder, &aside);
    assert_eq!(cleared(folder), ["out"]);
    assert_eq!(users(folder), aside);

    output(folder, &aside);
    fs::write(folder.join("out/users.ndjson"), "newer").expect("a file");
    assert_eq!(cleared(folder), ["out"]);
    assert_eq!(users(folder), "newer");
}

#[test]
fn a_link_and_another_outputs_leftovers_stay() {
    let (folder, gone) = scratch();
    let folder = folder.path();
    output(folder, "elsewhere");
    symlink("elsewhere", folder.join(format!("{gone}.old"))).expect("a link");
    let other = gone.replace(".out.", ".other.");
    output(folder, &other);
    let mut expected = [format!("{gone}.old"), "elsewhere".into(), other];
    expected.sort();
    assert_eq!(cleared(folder), expected);
}
