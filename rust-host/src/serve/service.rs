//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use hyper::StatusCode;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::serve::instances::Instances;
use crate::serve::log::Log;
use crate::serve::metrics::Metrics;
use crate::serve::options::{HEALTH_CHECKS, ServeOptions};

pub struct Service {
    pub options: ServeOptions,
    pub instances: Arc<Instances>,
    pub metrics: Arc<Metrics>,
    pub log: Log,
    /// One for each request that may be handled at a time.
    pub permits: Arc<Semaphore>,
    /// Kept for health checks, which are answered however busy the server is.
    pub health_permits: Arc<Semaphore>,
    pub connections: AtomicUsize,
    /// Requests that aren't answered yet.
    pub open: AtomicUsize,
    /// Connections whose client doesn't accept what is ready for it.
    pub unsent: Arc<AtomicUsize>,
    /// No connection is kept open any longer.
    pub stopping: AtomicBool,
    /// Identifies this process; a request's id is this and a number.
    name: u32,
    requests: AtomicU64,
}

impl Service {
    pub fn load(options: ServeOptions, notice: impl Fn(&str)) -> anyhow::Result<Service> {
        let metrics = Arc::<Metrics>::default();
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Service {
            instances: Instances::load(&options, metrics.clone(), notice)?,
            log: Log::start(metrics.dropped())?,
            permits: Arc::new(Semaphore::new(options.instances as usize)),
            health_permits: Arc::new(Semaphore::new(HEALTH_CHECKS as usize)),
            connections: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            unsent: Arc::default(),
            stopping: AtomicBool::new(false),
            name: (since.as_micros() as u32) ^ std::process::id().rotate_left(16),
            requests: AtomicU64::new(0),
            options,
            metrics,
        })
    }

    pub fn next_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        format!("{:08x}-{number:x}", self.name)
    }

    /// How many requests instances are handling.
    pub fn handled(&self) -> usize {
        let free = self.permits.available_permits() + self.health_permits.available_permits();
        (self.options.instances + HEALTH_CHECKS) as usize - free
    }

    /// Reports a request whose head couldn't be read.
    pub fn refused(&self, status: StatusCode) {
        self.metrics.refused(status);
        if !self.options.quiet {
            let status = ("status", json!(status.as_u16()));
            self.log.event("refused a request", &[status]);
        }
    }
}
