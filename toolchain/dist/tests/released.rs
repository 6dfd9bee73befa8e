//! A release of this checkout, written for these tests, and what a run over the sample must give.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

pub fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Writes a release into a new folder.
pub fn write() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    succeed(
        Command::new(env!("CARGO_BIN_EXE_dist"))
            .arg(folder.path().join("dist"))
            .current_dir(checkout("")),
    );
    folder
}

/// The folder of the release that the tests share.
pub fn folder() -> PathBuf {
    static WRITTEN: OnceLock<PathBuf> = OnceLock::new();
    let written = WRITTEN.get_or_init(|| {
        let place = checkout("build/tested-dist");
        succeed(
            Command::new(env!("CARGO_BIN_EXE_dist"))
                .arg(&place)
                .current_dir(checkout("")),
        );
        place
    });
    written.clone()
}

/// The file of the release whose name ends like this.
pub fn file(end: &str) -> PathBuf {
    let entries = fs::read_dir(folder()).expect("the release was written");
    let mut found = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(end));
    found
        .next()
        .unwrap_or_else(|| panic!("found no file that ends with `{end}` in the release"))
}

/// Unpacks a file of the release into a folder, without the folder around it.
pub fn unpack(file: &Path, into: &Path, strip: usize) {
    fs::create_dir_all(into).expect("a folder");
    let strip = format!("--strip-components={strip}");
    succeed(
        Command::new("tar")
            .args(["-xzf"])
            .arg(file)
            .arg("-C")
            .arg(into)
            .arg(strip),
    );
}

/// Runs a command that must exit with 0.
pub fn succeed(command: &mut Command) -> Output {
    exit_with(command, 0)
}

pub fn exit_with(command: &mut Command, code: i32) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    assert_eq!(
        output.status.code(),
        Some(code),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// The output of the checkout's own host for the sample. 19 of its records are rejected.
pub fn expected() -> &'static BTreeMap<String, Vec<u8>> {
    static EXPECTED: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    EXPECTED.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        let sample = checkout("samples/users.csv");
        fs::copy(sample, folder.path().join("users.csv")).expect("the sample can be copied");
        exit_with(
            Command::new(checkout("bin/pipeline"))
                .args(["run", "users.csv"])
                .current_dir(&folder),
            1,
        );
        files(&folder.path().join("pipeline-out"))
    })
}

pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot list `{}`: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(path).expect("a file"),
            )
        })
        .collect()
}
