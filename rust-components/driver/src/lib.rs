//! Component `driver`: decodes input into columns, drives the stages, encodes what comes out.
//!
//! A record's way: [`job`] collects bytes into a block, a decoder ([`csv`], [`ndjson`], [`json`]) turns the block
//! into a [`batch`], the stages judge it, [`encode`] writes the outcome. All of it is plain Rust; `component`
//! translates to and from the generated types.
//!
//! A run in parts takes the same way in other hands: [`head`] and [`survey`] say where records stand, [`rows`] decodes them,
//! [`part`] judges those of one partition, and puts the parts together.

pub mod batch;
#[cfg(target_arch = "wasm32")]
mod component;
pub mod csv;
pub mod decode;
pub mod encode;
pub mod error;
pub mod examples;
pub mod head;
mod input;
pub mod job;
pub mod json;
mod life;
pub mod ndjson;
pub mod object;
pub mod part;
pub mod position;
pub mod rows;
pub mod scan;
pub mod stages;
pub mod survey;
mod value;
