//! Runs the composed component: whole runs from files to an output folder, single users, and queries about a store.

pub mod execution;
pub mod input;
pub(crate) mod instance;
pub mod interrupt;
pub mod job;
mod journal;
mod leftovers;
pub mod parallel;
pub mod paths;
pub mod peek;
pub mod pipeline;
pub mod publish;
pub mod query;
pub mod rules;
mod service_error;
pub mod users;
