//! The outcome of one request, for log and metrics.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use gateway::routes;
use hyper::{Method, StatusCode};

pub const METRICS: &str = "/metrics";
/// Stands for every method, route and status that isn't known, in metrics.
pub const OTHER: &str = "other";

pub struct Outcome {
    pub request_id: String,
    pub method: String,
    pub path: String,
    /// One of those that there are.
    pub route: &'static str,
    /// None: the client left before there was an answer.
    pub status: Option<StatusCode>,
    /// The status of a failure after the answer had begun.
    pub failed: Option<StatusCode>,
    pub read: Arc<AtomicU64>,
    pub written: u64,
    /// The length of the answer's body, if it is known in advance.
    pub length: Option<u64>,
    /// Whether the whole answer was sent.
    pub whole: bool,
    pub error: Option<String>,
    pub seconds: f64,
}

impl Outcome {
    pub fn new(request_id: String, method: &Method, path: &str) -> Outcome {
        let route = if path == METRICS {
            Some(METRICS)
        } else {
            routes::name(path)
        };
        Outcome {
            request_id,
            method: method.as_str().into(),
            path: path.into(),
            route: route.unwrap_or(OTHER),
            status: None,
            failed: None,
            read: Arc::default(),
            written: 0,
            length: None,
            whole: false,
            error: None,
            seconds: 0.0,
        }
    }

    /// Whether the server failed, and not the client.
    pub fn is_failure(&self) -> bool {
        let server = |status: Option<StatusCode>| status.is_some_and(|status| status.is_server_error());
        self.error.is_some() || server(self.status) || server(self.failed)
    }
}
