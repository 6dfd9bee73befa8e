//! Component `querier`: asks a database, and formats what it finds.
//!
//! [`format`] is plain Rust; `component` translates to and from the generated types.

#[cfg(target_arch = "wasm32")]
mod component;
pub mod format;
