//! Reports a request when it ends: after the last byte of its answer, or when the client is gone.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::serve::outcome::Outcome;
use crate::serve::service::Service;

/// Reports the outcome when it is dropped.
pub struct Finish {
    pub outcome: Outcome,
    begun: Instant,
    service: Arc<Service>,
}

impl Finish {
    pub fn new(outcome: Outcome, service: Arc<Service>) -> Finish {
        let begun = Instant::now();
        service.open.fetch_add(1, Ordering::Relaxed);
        Finish {
            outcome,
            begun,
            service,
        }
    }
}

impl Drop for Finish {
    fn drop(&mut self) {
        self.outcome.seconds = self.begun.elapsed().as_secs_f64();
        self.service.metrics.finished(&self.outcome);
        // Quiet: only errors are logged.
        if !self.service.options.quiet || self.outcome.is_failure() {
            self.service.log.request(&self.outcome);
        }
        self.service.open.fetch_sub(1, Ordering::Relaxed);
    }
}
