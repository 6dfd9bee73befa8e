//! Runs one instance of a component within limits, and finds the part to blame when it stops.

pub(crate) mod blame;
pub(crate) mod call_error;
pub(crate) mod deadline;
pub mod engine;
pub(crate) mod epoch;
pub(crate) mod imports;
pub(crate) mod instance;
pub mod limits;
pub(crate) mod meter;
pub(crate) mod origin;
pub mod shared_memory;
pub(crate) mod shortage;
pub mod stop;
