//! Compositions of other parts, or of the same in another way.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::checkout;
use crate::host::Answer;

pub const PARTS: [&str; 5] = ["config", "validator", "service", "reporter", "driver"];

/// A build folder with these parts of the checkout's.
pub fn build(parts: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for part in parts {
        put(folder.path(), part, part);
    }
    folder
}

/// Puts a component of the checkout's build folder in the place of a part.
pub fn put(folder: &Path, component: &str, part: &str) {
    let component = checkout("build").join(component).with_extension("wasm");
    let place = folder.join(part).with_extension("wasm");
    let _ = fs::remove_file(&place);
    symlink(component, place).expect("a link");
}

/// Runs the `compose` of a folder like `composer/` on a build folder.
pub fn compose(composer: &Path, folder: &Path) -> Answer {
    let output = Command::new(composer.join("compose")).arg(folder).output();
    Answer::from(output.expect("there is a shell"))
}

/// A copy of `composer/` in a copy of the checkout's structure, with `pipeline.wac` changed.
pub fn changed(from: &str, to: &str) -> TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    for name in ["wit", "build"] {
        symlink(checkout(name), copy.path().join(name)).expect("a link");
    }
    let composer = copy.path().join("composer");
    fs::create_dir(&composer).expect("a folder");
    for entry in fs::read_dir(checkout("composer")).expect("composer/ is there") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            fs::copy(&path, composer.join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    let wac = fs::read_to_string(composer.join("pipeline.wac")).expect("there is a composition");
    assert!(wac.contains(from), "`{from}` isn't in pipeline.wac");
    fs::write(composer.join("pipeline.wac"), wac.replace(from, to)).expect("a changed composition");
    copy
}
