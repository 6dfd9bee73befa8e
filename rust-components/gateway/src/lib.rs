//! Component `gateway`: the pipeline behind HTTP.
//!
//! [`routes`] finds out what a request asks for; [`users`], [`validate`] and [`report`] call the [`imports`] and answer;
//! a [`problem`] describes what went wrong. All of it is plain Rust; `component` translates to and from the generated
//! types.

#[cfg(all(target_arch = "wasm32", feature = "component"))]
mod component;
pub mod decode;
pub mod http;
pub mod imports;
pub mod json;
pub mod media;
pub mod problem;
pub mod query;
pub mod report;
pub mod routes;
pub mod users;
pub mod validate;
