//! The Rust host. It reads bytes, feeds them to the composed component, and writes what comes out; everything
//! else happens inside the component.

mod bindings;
pub mod blame;
pub mod compiled;
mod deadline;
pub mod engine;
pub mod failure;
mod imports;
pub mod input;
mod instance;
pub mod interrupt;
mod job;
mod leftovers;
pub mod limits;
pub mod limits_file;
mod meter;
pub mod pipeline;
mod private;
pub mod publish;
pub mod query;
mod refused;
pub mod rules;
pub mod run;
pub mod serve;
pub mod store;
pub mod terminal;
pub mod trace;
pub mod users;

pub use failure::Failure;
pub use job::Job;
pub use limits::{Limit, Limits};
pub use pipeline::Pipeline;
pub use rules::RulesFile;
