//! A stage before the service.
//!
//! [`address`] says what is done to an address, [`column`] does it to a column of them; `component` translates to and from
//! the generated types.

pub mod address;
pub mod column;
#[cfg(target_arch = "wasm32")]
mod component;
