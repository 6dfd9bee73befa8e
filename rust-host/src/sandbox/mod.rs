//! What one instance of a component is allowed to use, and which component is to blame when it stops.

pub mod blame;
pub(crate) mod deadline;
pub mod engine;
pub(crate) mod imports;
pub(crate) mod instance;
pub mod limits;
pub(crate) mod meter;
