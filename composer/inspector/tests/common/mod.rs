//! Components for tests, from text.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file or folder of `tests/`.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The files of a folder with this extension, in the order of their names.
pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(path(folder)).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    assert!(!files.is_empty(), "no .{extension} in {folder}");
    files
}

pub fn stem(file: &Path) -> String {
    file.file_stem().expect("a name").to_string_lossy().into_owned()
}

pub fn assemble(file: &Path) -> Vec<u8> {
    wat::parse_file(file).unwrap_or_else(|error| panic!("{error}"))
}

/// A composition of `tests/parts/`, made by the real wac.
#[allow(dead_code, reason = "not every test composes")]
pub fn compose(file: &Path) -> Vec<u8> {
    let scratch = tempfile::tempdir().expect("a folder");
    let composed = scratch.path().join("composed.wasm");
    let mut wac = Command::new("wac");
    wac.arg("compose").arg(file).arg("-o").arg(&composed);
    for part in files("parts", "wat") {
        let assembled = scratch.path().join(stem(&part)).with_extension("wasm");
        fs::write(&assembled, assemble(&part)).expect("a part");
        wac.arg("-d")
            .arg(format!("part:{}={}", stem(&part), assembled.display()));
    }
    let output = wac
        .output()
        .expect("`wac` is on PATH, where `make -C inspector test` has it");
    assert!(
        output.status.success(),
        "{}: {}",
        file.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    fs::read(&composed).expect("a composition")
}
