//! The next run removes what killed runs have left, and puts back what one of them was replacing.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use pipeline_host::Failure;
use pipeline_host::run::publish::Staging;
use tempfile::TempDir;

/// Above the highest PID that Linux assigns.
const GONE: &str = "4194305";

/// A folder, and how a process that is gone would be named there.
fn scratch() -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let staging = Staging::new(&folder.path().join("out")).expect("a new folder");
    let name = names(folder.path()).pop().expect("a hidden folder");
    drop(staging);
    let process = name.strip_prefix(".out.partial-").expect("it is hidden");
    let pid = std::process::id().to_string();
    let gone = process.strip_suffix(&pid).expect("its PID comes last").to_string() + GONE;
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
    fs::create_dir_all(folder.join(name)).expect("a folder");
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
fn a_half_written_output_is_removed_beside_the_output_and_in_it() {
    let (folder, gone) = scratch();
    let folder = folder.path();
    output(folder, &format!(".out.partial-{gone}"));
    assert!(cleared(folder).is_empty());

    output(folder, "out");
    output(folder, &format!(".out.partial-{gone}"));
    output(folder, &format!("out/.partial-{gone}"));
    output(folder, &format!("out/.partial-{gone}.old"));
    assert_eq!(cleared(folder), ["out"]);
    assert_eq!(names(&folder.join("out")), ["users.ndjson"]);
    assert_eq!(users(folder), "out");
}

#[test]
fn what_was_being_replaced_is_put_back_and_what_was_complete_stays() {
    let (folder, gone) = scratch();
    let folder = folder.path();
    for (state, expected) in [
        ("leaving", "out/.publishing/leaving"),
        ("entering", "out/.publishing/entering"),
        ("complete", "out"),
    ] {
        let earlier = format!("out/.publishing/{state}.{gone}");
        output(folder, &earlier);
        if state != "leaving" {
            output(folder, "out");
            fs::write(folder.join("out/report.md"), "new").expect("a file");
        }
        assert_eq!(cleared(folder), ["out"]);
        assert!(users(folder).starts_with(expected), "{state}: {}", users(folder));
        assert_eq!(folder.join("out/report.md").exists(), state == "complete");
        assert!(!names(&folder.join("out")).iter().any(|name| name.starts_with('.')));
    }
}

#[test]
fn a_link_and_another_outputs_leftovers_stay() {
    let (folder, gone) = scratch();
    let folder = folder.path();
    output(folder, "elsewhere");
    let link = format!(".out.partial-{gone}");
    symlink("elsewhere", folder.join(&link)).expect("a link");
    let other = format!(".other.partial-{gone}");
    output(folder, &other);
    let mut expected = [link, "elsewhere".into(), other];
    expected.sort();
    assert_eq!(cleared(folder), expected);
}

#[test]
fn a_name_that_is_no_file_of_a_run_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut staging = Staging::new(&folder.path().join("out")).expect("a new folder");
    for name in ["../report.md", "/report.md", "report.pdf", ".", ""] {
        let failure = staging.create(name).err().expect(name);
        assert!(matches!(failure, Failure::Guest(_)), "{failure:?}");
        let found = format!("cannot take the report: found the name `{name}`, expected one of `users.ndjson`, ");
        assert!(failure.to_string().starts_with(&found), "{failure}");
    }
    drop(staging);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_file_that_the_system_cannot_look_at_is_an_error_with_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let mut staging = Staging::new(&out).expect("a new folder");
    let file = staging.create("users.ndjson").expect("a file");
    file.finish().expect("it is written");
    let hidden = folder.path().join(names(folder.path()).pop().expect("a hidden folder"));
    fs::remove_dir_all(&hidden).expect("it is ours");
    symlink(&hidden, &hidden).expect("a link");
    let failure = staging.publish(|| Ok(())).expect_err("it can't be found");
    let path = out.join("users.ndjson");
    let message = format!(
        "cannot write to `{}`: too many levels of symbolic links",
        path.display()
    );
    assert_eq!(failure.to_string(), message);
    assert_eq!(failure.exit_code(), 4);
}
