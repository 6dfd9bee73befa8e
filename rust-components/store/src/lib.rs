//! Component `store`: texts by key, in memory, which live as long as the instance.
//!
//! [`table`] and [`name`] are plain Rust; `component` translates to and from the generated types.

mod arena;
pub mod columns;
#[cfg(target_arch = "wasm32")]
mod component;
mod hash;
pub mod name;
mod slots;
pub mod table;
