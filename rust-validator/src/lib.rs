//! Component `validator`: the rules for a user.
//!
//! [`rules`] and what it calls are plain Rust; `component` translates to and from the generated types.

pub mod canonical;
pub mod columns;
#[cfg(all(target_arch = "wasm32", feature = "component"))]
mod component;
pub mod domains;
pub mod email;
#[cfg(feature = "faults")]
pub mod faults;
pub mod host;
pub mod rules;
pub mod strict;
