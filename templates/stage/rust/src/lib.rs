//! A stage before the service.
//!
//! [`address`] changes one address, and [`column`] applies a change to a column. `component` translates to and from the
//! generated types.

pub mod address;
pub mod column;
#[cfg(target_arch = "wasm32")]
mod component;
