//! The README's table of folders has every folder of the checkout, once; there are few enough to see them at a glance.

use std::collections::BTreeSet;
use std::fs;

use docs::{checkout, files};

#[test]
fn every_folder_has_a_row() {
    let root = checkout("");
    let paths = files("*");
    let inside = paths
        .iter()
        .map(|path| path.strip_prefix(&root).expect("it lies in the checkout"));
    let folders: BTreeSet<String> = inside
        .filter(|path| path.components().count() > 1)
        .map(|path| {
            path.iter()
                .next()
                .expect("a path has a start")
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert!(folders.len() <= 16, "found {} folders: {folders:?}", folders.len());

    let readme = fs::read_to_string(checkout("README.md")).expect("there is a README");
    let rows = readme
        .lines()
        .filter_map(|line| Some(line.strip_prefix("| [")?.split_once("/](")?.0.to_string()));
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    let expected: Vec<String> = folders.into_iter().filter(|folder| folder != "stages").collect();
    assert_eq!(rows, expected, "README.md, the table of folders");
}
