//! What the suites share.

pub mod component;
pub mod folder;
pub mod host;
pub mod measured;

use std::path::{Path, PathBuf};

/// A file of this checkout.
pub fn checkout(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the checkout");
    root.join(path)
}
