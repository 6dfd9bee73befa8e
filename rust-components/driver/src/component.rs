//! The adapter between the generated types and the core: [`job`] for a whole run, [`partition`] for a run in partitions.

mod bindings;
mod composed;
mod errors;
mod instance;
mod job;
mod judge;
mod partition;
mod partition_values;
mod sheets;
mod values;
