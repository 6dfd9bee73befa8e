//! Folders of output, compared byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The files of a folder by name; none if there is no such folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeMap::new();
    };
    entries
        .map(|entry| {
            let entry = entry.expect("the folder can be listed");
            let name = entry.file_name().to_string_lossy().into_owned();
            let content = fs::read(entry.path()).unwrap_or_else(|error| panic!("cannot read `{name}`: {error}"));
            (name, content)
        })
        .collect()
}

/// The files of a folder that aren't hidden, by name; none if there is no such folder.
pub fn visible(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = if folder.exists() { names(folder) } else { Vec::new() };
    names
        .into_iter()
        .filter(|name| !name.starts_with('.'))
        .map(|name| {
            let content = fs::read(folder.join(&name)).unwrap_or_else(|error| panic!("cannot read `{name}`: {error}"));
            (name, content)
        })
        .collect()
}

/// Copies what is in a folder to another one.
pub fn copy(from: &Path, to: &Path) {
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        match from.is_dir() {
            true => {
                fs::create_dir(&to).expect("a new folder");
                copy(&from, &to);
            }
            false => drop(fs::copy(from, to).expect("a file")),
        }
    }
}

/// The names in a folder, with hidden ones, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Reports where `found` differs from `expected`, in the files of `expected`.
pub fn difference(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    for (name, expected) in expected {
        let Some(found) = found.get(name) else {
            return Err(format!("found no `{name}`"));
        };
        if found != expected {
            return Err(format!("`{name}` differs{}", first_difference(found, expected)));
        }
    }
    Ok(())
}

/// Like [`difference`], and both have the same files.
pub fn same(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    if found.is_empty() {
        return Err("found no output".into());
    }
    if !found.keys().eq(expected.keys()) {
        let (found, expected): (Vec<_>, Vec<_>) = (found.keys().collect(), expected.keys().collect());
        return Err(format!("found the files {found:?}, expected {expected:?}"));
    }
    difference(found, expected)
}

fn first_difference(found: &[u8], expected: &[u8]) -> String {
    let lines = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .lines()
            .map(String::from)
            .collect::<Vec<_>>()
    };
    let (found, expected) = (lines(found), lines(expected));
    let longest = found.len().max(expected.len());
    let Some(at) = (0..longest).find(|&at| found.get(at) != expected.get(at)) else {
        return " in its line ends".into();
    };
    let shown = |lines: &[String]| lines.get(at).map_or("the end".into(), |line| format!("`{line}`"));
    format!(
        " at line {}:\n  found    {}\n  expected {}",
        at + 1,
        shown(&found),
        shown(&expected)
    )
}
