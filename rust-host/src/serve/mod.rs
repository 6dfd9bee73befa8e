//! Serves a component that handles wasi:http: one instance per request, or a few that are used again.
//!
//! `server` accepts a connection, and `handle` has an instance from `instances` answer each request. `body` enforces limits on
//! the client in both directions. When the answer is complete, `finish` reports it to `log` and `metrics`.

mod body;
mod connection;
mod finish;
mod handle;
mod instances;
mod jobs;
mod log;
mod metrics;
mod min_rate;
mod on_demand;
mod options;
mod outcome;
mod problem;
mod refusal;
mod reporter;
mod request_state;
mod sampler;
mod server;
mod service;
mod stop_signals;
mod ticks;

pub use options::{Deferred, ServeOptions};
pub use server::serve;
