//! The rules. A new one is a check in [`broken`]. `component` translates to and from the generated types.

#[cfg(target_arch = "wasm32")]
mod component;

/// A record, as in ../../wit.
pub struct Item {
@RUST-FIELDS@
}

/// A rule that a record breaks.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub field: &'static str,
    pub message: &'static str,
}

/// The rules that a record breaks, in the order of its fields.
pub fn broken(item: &Item) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut reject = |field, message| problems.push(Problem { field, message });
@RUST-RULES@
    problems
}
