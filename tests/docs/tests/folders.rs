//! The README's table of folders has every folder of the checkout, once; there are few enough to see them at a glance.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

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

/// `make folders` is the list that `make` and tests/run read. The bench is only built and tested on request.
#[test]
fn make_knows_every_folder_with_a_makefile() {
    let make = Command::new("make")
        .arg("-s")
        .arg("folders")
        .current_dir(checkout(""))
        .output();
    let known = String::from_utf8(make.expect("there is make").stdout).expect("names are UTF-8");
    for makefile in files("*/Makefile") {
        let folder = makefile.strip_prefix(checkout("")).expect("it lies in the checkout");
        let top = folder.iter().next().expect("a path has a start").to_string_lossy();
        let listed = known.lines().any(|name| name.split('/').next() == Some(&*top));
        assert!(
            listed || top == "bench",
            "`make folders` doesn't list `{top}`:\n{known}"
        );
    }
}
