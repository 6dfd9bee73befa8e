//! What a check is, and how it compares.

use std::fmt::Debug;

use super::candidate::{Answer, Candidate, Session};

/// One promise of the contract.
pub struct Check<'a> {
    pub promise: String,
    pub run: Box<Run<'a>>,
}

/// Calls a new instance, and adds what isn't as expected. A call that fails ends it, unless it has to fail: then an instance
/// of its own is called.
type Run<'a> = dyn Fn(Session, &Candidate, &mut Vec<String>) -> Answer<()> + 'a;

pub fn check<'a>(
    promise: impl Into<String>,
    run: impl Fn(Session, &Candidate, &mut Vec<String>) -> Answer<()> + 'a,
) -> Check<'a> {
    Check {
        promise: promise.into(),
        run: Box::new(run),
    }
}

/// Adds a line if two values differ.
pub fn compare<T: PartialEq + Debug>(broken: &mut Vec<String>, what: impl FnOnce() -> String, found: &T, expected: &T) {
    if found != expected {
        broken.push(format!("{}: found {found:?}, expected {expected:?}", what()));
    }
}

/// The same for long lists: the first element that differs.
pub fn compare_lists<T: PartialEq + Debug>(broken: &mut Vec<String>, what: &str, found: &[T], expected: &[T]) {
    let at = found.iter().zip(expected).position(|(one, other)| one != other);
    match at {
        Some(at) => broken.push(format!(
            "{what}: found {:?} at position {at}, expected {:?}",
            found[at], expected[at]
        )),
        None if found.len() != expected.len() => broken.push(format!(
            "{what}: found {} elements, expected {}",
            found.len(),
            expected.len()
        )),
        None => {}
    }
}
