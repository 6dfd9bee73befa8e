//! What a person sees: `screens/` holds commands and their output, the same for both hosts except for the command's name,
//! and in `NAME.in` the files that they read.
//! `TRYCMD=overwrite cargo test --package tests --test suites screens::on_wasmtime` writes the output again; look at the
//! difference before committing it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use tests::checkout;
use tests::host::Host;

#[test]
fn on_wasmtime() {
    screens(Host::Wasmtime, &checkout("tests/screens"));
}

#[test]
fn on_node() {
    let scratch = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(checkout("tests/screens")).expect("the screens are there") {
        let path = entry.expect("an entry").path();
        let copy = scratch.path().join(path.file_name().expect("a name"));
        // The files that a screen's commands read.
        if path.is_dir() {
            symlink(&path, copy).expect("a link");
            continue;
        }
        let screen = fs::read_to_string(&path).expect("a screen is text");
        let screen = screen
            .replace("Usage: pipeline ", "Usage: pipeline-node ")
            .replace("\npipeline 1.0.0", "\npipeline-node 1.0.0");
        fs::write(copy, screen).expect("a copy");
    }
    screens(Host::Node, scratch.path());
}

fn screens(host: Host, folder: &Path) {
    trycmd::TestCases::new()
        .register_bin("pipeline", host.path())
        .env("NO_COLOR", "1")
        .env("SAMPLES", checkout("samples").to_string_lossy())
        .case(folder.join("*.trycmd"));
}
