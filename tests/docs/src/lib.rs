//! What is generated in the pages: the declarations in types.md, and the recorded screen.
//!
//! The Rust programs in deploy.md are tests of this crate.

#![doc = include_str!("../../../docs/deploy.md")]

pub mod bindings;
pub mod declaration;
pub mod page;
pub mod screen;

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file of this checkout.
pub fn checkout(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("tests/docs is in the checkout").join(path)
}

/// The files whose names match, that git tracks or would add.
pub fn files(pattern: &str) -> Vec<PathBuf> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard", pattern]);
    let output = git.current_dir(checkout("")).output().expect("there is git");
    let list = String::from_utf8(output.stdout).expect("names are UTF-8");
    list.lines().map(checkout).filter(|path| path.is_file()).collect()
}
