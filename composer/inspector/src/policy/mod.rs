//! Rules for a graph, from a file: which component must not reach what.

mod check;
mod file;
mod pattern;
mod select;
mod words;

pub use check::Breach;
pub use file::{Policy, PolicyError};
