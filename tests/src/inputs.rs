//! Small inputs, folders with them, and the list of vectors.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::checkout;
use crate::folder::names;

pub const GOOD: &str = "name,email,age\nAnn,ann@a.example,30\n";
pub const BETTER: &str = "name,email,age\nBob,bob@a.example,31\nCid,cid@a.example,32\n";
/// It can't be read: a column is missing.
pub const BROKEN: &str = "name,email\nAnn,ann@a.example\n";

/// A folder with these inputs; any other name in it is a leftover.
pub fn scratch() -> TempDir {
    let scratch = tempfile::tempdir().expect("a folder");
    for (name, content) in [("good.csv", GOOD), ("better.csv", BETTER), ("broken.csv", BROKEN)] {
        fs::write(scratch.path().join(name), content).expect("an input");
    }
    scratch
}

/// Fails if a folder contains more than its inputs and the expected names.
pub fn nothing_left_behind(folder: &Path, expected: &[&str]) {
    let mut found = names(folder);
    found.retain(|name| !name.ends_with(".csv"));
    assert_eq!(found, expected);
}

/// The arguments of a run of a vector in its folder: its rules and its options, which have one line each.
pub fn arguments(folder: &Path, name: &str) -> Vec<String> {
    let beside = |extension| Path::new(name).with_extension(extension);
    let mut arguments = vec!["run".into(), name.into()];
    if folder.join(beside("rules")).exists() {
        arguments.extend(["--rules".into(), beside("rules").display().to_string()]);
    }
    let options = fs::read_to_string(folder.join(beside("options"))).unwrap_or_default();
    arguments.extend(options.lines().map(String::from));
    arguments
}

/// The inputs of the `good` or the `bad` vectors.
pub fn vectors(kind: &str) -> Vec<String> {
    let names = names(&checkout("tests/vectors").join(kind)).into_iter();
    names
        .filter(|name| {
            [".expected", ".rules", ".options"]
                .iter()
                .all(|end| !name.ends_with(end))
        })
        .collect()
}
