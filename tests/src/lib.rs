//! What the suites share.

pub mod calls;
pub mod component;
pub mod composition;
pub mod dap;
pub mod folder;
pub mod host;
pub mod http;
pub mod inert;
pub mod inputs;
pub mod measured;
pub mod mock;
#[cfg(target_os = "linux")]
pub mod mount;
pub mod server;
#[cfg(target_os = "linux")]
pub mod trace;

use std::io::Write;
use std::path::{Path, PathBuf};

/// A file of this checkout.
pub fn checkout(path: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ lies in the checkout");
    root.join(path)
}

/// How often a test repeats something, or with what: usually, and if `SOAK` is set, when tests may run for hours.
pub fn times<T>(usual: T, soak: T) -> T {
    if std::env::var_os("SOAK").is_some() {
        soak
    } else {
        usual
    }
}

/// Reports that a test can't be run here, on a stream that the test runner doesn't capture.
pub fn skip(reason: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {reason}");
}
