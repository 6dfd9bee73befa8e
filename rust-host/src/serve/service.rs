//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::Semaphore;

use crate::serve::instances::Instances;
use crate::serve::metrics::Metrics;
use crate::serve::options::ServeOptions;

pub struct Service {
    pub options: ServeOptions,
    pub instances: Arc<Instances>,
    pub metrics: Arc<Metrics>,
    /// One for each request that may be handled at a time.
    pub permits: Arc<Semaphore>,
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
            permits: Arc::new(Semaphore::new(options.instances as usize)),
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
}
