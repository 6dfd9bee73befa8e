//! The Rust host. It reads bytes, feeds them to the composed component, and writes what comes out; everything
//! else happens inside the component.

mod bindings;
pub mod cache;
pub mod failure;
pub mod limits_file;
pub mod run;
pub mod sandbox;
pub mod serve;
pub mod store;
pub mod terminal;
pub mod trace;

pub use failure::Failure;
pub use run::job::Job;
pub use run::pipeline::Pipeline;
pub use run::rules::RulesFile;
pub use sandbox::limits::{Limit, Limits};
