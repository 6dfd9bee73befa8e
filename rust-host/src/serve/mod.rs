//! Serves a component that handles wasi:http: an instance a request, or a few that are used again.
//!
//! A request's way: `server` accepts the connection, `handle` has an instance of `instances` answer, `body` holds the client
//! to its limits both ways, and what came of it goes to `log` and `metrics`.

mod body;
mod handle;
mod instances;
mod jobs;
mod log;
mod metrics;
mod on_demand;
mod problem;
mod reporter;
mod sampler;
mod server;
mod state;
mod timeouts;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::sandbox::limits::Limits;
use crate::store::SharedStore;

pub use server::serve;

/// What is served, and how.
pub struct Options {
    pub component: PathBuf,
    pub address: SocketAddr,
    /// None: the composition has a store of its own, which is as old as an instance.
    pub store: Option<SharedStore>,
    /// None: the composition has all its parts, and nothing is left open.
    pub apart: Option<Apart>,
    /// For each request by itself.
    pub limits: Limits,
    /// The longest body that is taken.
    pub max_body_bytes: u64,
    /// How long a client may take for its next bytes, or to take the next of an answer.
    pub client_timeout: Duration,
    /// How many requests are handled at a time.
    pub instances: u32,
    /// How many requests an instance handles before it is thrown away.
    pub reuse: u32,
    /// How long requests may take to end, once the server is told to.
    pub grace: Duration,
    /// Whether only what went wrong is logged.
    pub quiet: bool,
}

/// What a composition leaves open besides the store, since few requests ask for it.
pub struct Apart {
    /// Jobs, which leave reports open themselves.
    pub job: PathBuf,
    pub reporter: PathBuf,
}
