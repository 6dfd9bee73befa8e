//! Component `driver`: decodes input into columns, drives the stages, encodes what comes out.
//!
//! A record's way: [`job`] collects bytes into a block, a decoder ([`csv`], [`ndjson`], [`json`]) turns the block
//! into a [`batch`], the stages judge it, [`encode`] writes the outcome. All of it is plain Rust; `component`
//! translates to and from the generated types.

pub mod batch;
#[cfg(target_arch = "wasm32")]
mod component;
pub mod csv;
pub mod decode;
pub mod encode;
pub mod error;
pub mod examples;
mod input;
pub mod job;
pub mod json;
pub mod ndjson;
pub mod object;
pub mod position;
pub mod scan;
pub mod stages;
mod value;
