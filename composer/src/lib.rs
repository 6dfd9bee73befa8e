//! The Rust host. It reads bytes, feeds them to the composed component, and writes what comes out; everything
//! else happens inside the component.

mod bindings;
pub mod compiled;
pub mod engine;
pub mod failure;
mod imports;
pub mod input;
pub mod interrupt;
mod leftovers;
pub mod pipeline;
mod private;
pub mod publish;
pub mod rules;
pub mod run;
pub mod terminal;
pub mod trace;

pub use failure::Failure;
pub use pipeline::Pipeline;
pub use rules::RulesFile;
