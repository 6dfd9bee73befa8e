//! The adapter between the generated types and the core: [`job`] for a whole run, [`partition`] for a run in partitions.

mod bindings;
mod composed;
mod errors;
mod instance;
mod job;
mod partition;
mod sheets;
mod values;
