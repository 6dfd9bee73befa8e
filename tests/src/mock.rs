//! The mock store, set to fail at a call.

use std::path::Path;

/// The eight digits after this text in the mock's binary are the call that fails.
const MARK: &[u8] = b"mock-store fails at call ";

/// A component that contains the mock, set to fail at that call; 0 for none.
pub fn failing_at(component: &Path, call: u32) -> Vec<u8> {
    let unreadable = |error| panic!("cannot read `{}`: {error}; `make test` makes it", component.display());
    let mut bytes = std::fs::read(component).unwrap_or_else(unreadable);
    let mut places = bytes.windows(MARK.len()).enumerate().filter(|(_, part)| *part == MARK);
    let (start, _) = places.next().expect("the mock is in it");
    assert!(places.next().is_none(), "the mock is in it twice");
    let digits = start + MARK.len();
    bytes[digits..digits + 8].copy_from_slice(format!("{call:08}").as_bytes());
    bytes
}
