//! What of the pages isn't written by hand: the declarations in types.md, and the recorded screen.
//!
//! Programs in deploy.md are run as tests of this crate.

#![doc = include_str!("../../../docs/deploy.md")]

pub mod bindings;
pub mod declaration;
pub mod page;
pub mod screen;

use std::path::{Path, PathBuf};

/// A file of this checkout.
pub fn checkout(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("docs/ lies in the checkout").join(path)
}
