//! What a user sees: `screens/` has commands and their output, and in `NAME.in` the files that they read. Both hosts
//! print the same, except for help and wrong usage, which come from each host's own argument parser; `usage.rs`
//! compares those.
//! `TRYCMD=overwrite cargo test --package tests --test suites screens::on_wasmtime` rewrites them; review the diff
//! before committing it.

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
        if !path.ends_with("help.trycmd") && !path.ends_with("usage.trycmd") {
            symlink(&path, copy).expect("a link");
        }
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
