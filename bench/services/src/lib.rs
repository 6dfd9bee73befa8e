//! Shared by the Rust programs: records read from a CSV file by the driver's decoder, and their form as JSON.

pub mod answer;
pub mod batches;
pub mod http;
pub mod message;
pub mod reader;
