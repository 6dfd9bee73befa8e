//! A minimum rate for bodies.

use std::future::Future;
use std::pin::Pin;
use std::task::Context;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// The rate that a body must keep on average.
pub const MIN_BYTES_PER_SECOND: u64 = 1024;

/// Measures a body: its next bytes must arrive within the timeout, and all of it at the minimum rate.
pub struct MinRate {
    begun: Instant,
    timeout: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl MinRate {
    pub fn new(timeout: Duration) -> MinRate {
        MinRate {
            begun: Instant::now(),
            timeout,
            sleep: Box::pin(sleep(timeout)),
        }
    }

    /// More bytes have arrived, `bytes` in total.
    pub fn advance(&mut self, bytes: u64) {
        let next = Instant::now() + self.timeout;
        let all = self.begun + self.timeout + Duration::from_secs(bytes / MIN_BYTES_PER_SECOND);
        self.sleep.as_mut().reset(next.min(all));
    }

    pub fn is_too_slow(&mut self, context: &mut Context<'_>) -> bool {
        self.sleep.as_mut().poll(context).is_ready()
    }
}
