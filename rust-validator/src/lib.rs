//! Component `validator`: the rules for a user.
//!
//! [`rules`], [`email`], [`domains`] and [`columns`] are plain Rust; `component` translates to and from the generated types.

pub mod columns;
#[cfg(target_arch = "wasm32")]
mod component;
pub mod domains;
pub mod email;
#[cfg(feature = "faults")]
pub mod faults;
pub mod rules;
