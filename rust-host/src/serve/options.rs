//! What is served, and how.

use std::path::PathBuf;
use std::time::Duration;

use crate::sandbox::engine::Purpose;
use crate::sandbox::limits::Limits;
use crate::store::SharedStore;

/// How many health checks are answered at a time, besides other requests.
pub const HEALTH_CHECKS: u32 = 2;
/// How many instances are ready for later requests.
pub const PREPARED: u32 = 8;

pub struct ServeOptions {
    pub component: PathBuf,
    /// A host or address, and a port.
    pub address: String,
    /// None: the composition has a store of its own, which lives as long as an instance.
    pub store: Option<SharedStore>,
    /// None: the composition is complete.
    pub deferred: Option<Deferred>,
    /// For each request separately.
    pub limits: Limits,
    /// The memory that all requests may use together.
    pub max_total_memory: u64,
    /// The longest body that is accepted.
    pub max_body_bytes: u64,
    /// How long to wait for a client's next bytes, or for it to accept the next bytes of an answer.
    pub client_timeout: Duration,
    /// How many requests are handled at a time.
    pub instances: u32,
    /// How many requests an instance handles before it is discarded.
    pub reuse: u32,
    /// How long running requests have to complete once the server is stopped.
    pub grace: Duration,
    /// Whether only errors are logged.
    pub quiet: bool,
    /// What the components are compiled for.
    pub purpose: Purpose,
}

/// Components that a composition leaves to the host, which instantiates them only for the requests that need them.
pub struct Deferred {
    /// It imports the reporter.
    pub job: PathBuf,
    pub reporter: PathBuf,
}
