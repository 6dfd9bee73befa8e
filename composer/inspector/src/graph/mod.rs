//! The graph: which party can reach which in a component.

mod build;
mod edges;
mod model;
mod names;

pub use build::build;
pub use model::{Component, Edge, EdgeKind, Export, Function, Graph, HOST, Handle, Import, Party};

pub use crate::read::Tool;
