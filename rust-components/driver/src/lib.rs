//! Component `driver`: decodes input into columns, passes them to the downstream components, and encodes the outcome.
//!
//! A record passes through these modules: [`job`] collects bytes into a block, a decoder ([`csv`], [`ndjson`],
//! [`json`]) turns the block into a [`batch`], the [`downstream`] components judge it, and [`encode`] writes the
//! outcome. All of it is plain Rust; `component` translates to and from the generated types.
//!
//! [`partition`] does the same for a run that is spread over processes or machines.

pub mod batch;
mod cells;
mod column_notes;
pub mod columns;
#[cfg(all(target_arch = "wasm32", feature = "component"))]
mod component;
pub mod csv;
mod csv_row;
mod csv_writer;
pub mod decode;
pub mod decoder;
pub mod downstream;
pub mod encode;
pub mod error;
pub mod findings;
pub mod flaw;
pub mod format;
pub mod guess;
pub mod input;
mod intake;
pub mod job;
pub mod json;
pub mod json_writer;
pub mod ndjson;
mod ndjson_writer;
mod number;
pub mod object;
pub mod outcome;
pub mod partition;
pub mod peek;
mod phase;
pub mod position;
pub mod reading;
pub mod reject_samples;
pub mod scan;
mod sheet;
mod start;
mod trim;
mod value;
pub mod workbook;
pub mod writing;
