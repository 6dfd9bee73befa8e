#![doc = include_str!("../README.md")]

pub mod error;
mod eval;
pub mod file;
pub mod graph;
pub mod policy;
pub mod reach;
mod read;
pub mod render;

pub use error::{Error, Result};
pub use graph::Graph;
pub use read::preamble;

/// Reads a component and finds out which of its parts can reach what.
pub fn inspect(wasm: &[u8]) -> Result<Graph> {
    let binary = read::read(wasm)?;
    let world = eval::evaluate(&binary)?;
    graph::build(wasm, &binary, &world)
}
