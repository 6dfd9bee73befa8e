//! Component `querier`: queries a database, and formats the rows it returns.
//!
//! [`format`] is plain Rust; `component` translates to and from the generated types.

#[cfg(target_arch = "wasm32")]
mod component;
pub mod format;
