//! Compositions of other components, or of the same components in another way.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::checkout;
use crate::host::Answer;

pub const PARTS: [&str; 9] = [
    "config",
    "validator",
    "store",
    "service",
    "reporter",
    "driver",
    "querier",
    "gateway-part",
    "workbook",
];

/// A build folder with some of the checkout's components.
pub fn build(parts: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for part in parts {
        put(folder.path(), part, part);
    }
    folder
}

/// Replaces a component by another one from the checkout's build folder.
pub fn put(folder: &Path, component: &str, part: &str) {
    let component = checkout("build").join(component).with_extension("wasm");
    let place = folder.join(part).with_extension("wasm");
    let _ = fs::remove_file(&place);
    symlink(component, place).expect("a link");
}

/// Runs `compose` in a checkout, on a folder with components.
pub fn compose(root: &Path, folder: &Path) -> Answer {
    run(root, &[OsStr::new("--parts"), folder.as_os_str()])
}

/// The same for one composition.
pub fn compose_only(name: &str, root: &Path, folder: &Path) -> Answer {
    let [only, parts] = ["--only", "--parts"].map(OsStr::new);
    run(root, &[only, OsStr::new(name), parts, folder.as_os_str()])
}

/// Runs it with any arguments.
pub fn compose_with(root: &Path, arguments: &[&str]) -> Answer {
    run(root, &arguments.iter().map(OsStr::new).collect::<Vec<_>>())
}

fn run(root: &Path, arguments: &[&OsStr]) -> Answer {
    let mut command = Command::new(checkout("build/tools/compose"));
    let output = command.current_dir(root).args(arguments).output();
    Answer::from(output.expect("there is `compose`"))
}

/// A checkout with what `compose` reads, and `pipeline.wac` changed.
pub fn changed(from: &str, to: &str) -> TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    fs::create_dir(copy.path().join("composer")).expect("a folder");
    let link = |name: &str| symlink(checkout(name), copy.path().join(name)).expect("a link");
    link("wit");
    for name in ["compositions.toml", "gateway.wac", "host-store.wac", "policies"] {
        link(&format!("composer/{name}"));
    }
    let wac = fs::read_to_string(checkout("composer/pipeline.wac")).expect("there is a composition");
    assert!(wac.contains(from), "`{from}` isn't in pipeline.wac");
    fs::write(copy.path().join("composer/pipeline.wac"), wac.replace(from, to)).expect("a changed composition");
    copy
}
