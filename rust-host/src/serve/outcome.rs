//! The outcome of one request, for log and metrics.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use hyper::{Method, StatusCode};

pub struct Outcome {
    pub request_id: String,
    pub method: Method,
    pub path: String,
    pub status: StatusCode,
    pub read: Arc<AtomicU64>,
    pub written: u64,
    /// The length of the answer's body, if it is known in advance.
    pub length: Option<u64>,
    /// Whether a component handled it, and not this host alone.
    pub handled: bool,
    /// Whether the whole answer was sent.
    pub whole: bool,
    pub error: Option<String>,
    pub seconds: f64,
}

impl Outcome {
    pub fn new(request_id: String, method: Method, path: String) -> Outcome {
        Outcome {
            request_id,
            method,
            path,
            status: StatusCode::INTERNAL_SERVER_ERROR,
            read: Arc::default(),
            written: 0,
            length: None,
            handled: false,
            whole: false,
            error: None,
            seconds: 0.0,
        }
    }
}
