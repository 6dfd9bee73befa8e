//! Reports a request when it ends: after the last byte of its answer, or when the client is gone.

use std::sync::Arc;
use std::time::Instant;

use crate::serve::log;
use crate::serve::metrics::Metrics;
use crate::serve::outcome::Outcome;

/// Reports the outcome when it is dropped.
pub struct Finish {
    pub outcome: Outcome,
    begun: Instant,
    metrics: Arc<Metrics>,
    quiet: bool,
}

impl Finish {
    /// `quiet`: log only errors.
    pub fn new(outcome: Outcome, metrics: Arc<Metrics>, quiet: bool) -> Finish {
        let begun = Instant::now();
        Finish {
            outcome,
            begun,
            metrics,
            quiet,
        }
    }
}

impl Drop for Finish {
    fn drop(&mut self) {
        self.outcome.seconds = self.begun.elapsed().as_secs_f64();
        self.metrics.finished(&self.outcome);
        if !self.quiet || self.outcome.error.is_some() || self.outcome.status.is_server_error() {
            log::request(&self.outcome);
        }
    }
}
