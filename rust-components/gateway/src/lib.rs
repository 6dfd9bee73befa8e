//! Component `gateway`: the pipeline's parts behind HTTP.
//!
//! A request's way: [`routes`] says what is meant, [`users`], [`validate`] and [`report`] ask the parts and answer, a
//! [`problem`] tells what went wrong. All of it is plain Rust; `component` translates to and from the generated types.

#[cfg(target_arch = "wasm32")]
mod component;
pub mod decode;
pub mod http;
pub mod json;
pub mod parts;
pub mod problem;
pub mod report;
pub mod routes;
pub mod users;
pub mod validate;
