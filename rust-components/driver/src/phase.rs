//! Whether a job or a judge accepts further calls.

use crate::error::JobError;

#[derive(Default)]
pub enum Phase {
    #[default]
    Open,
    /// No further call is accepted, for this reason.
    Closed(&'static str),
}

impl Phase {
    /// Must come before every call.
    pub fn check(&self, call: &'static str) -> Result<(), JobError> {
        match self {
            Phase::Open => Ok(()),
            Phase::Closed(reason) => Err(JobError::Usage { call, reason }),
        }
    }

    /// Passes on the result of a call, and closes after an error.
    pub fn after<T>(&mut self, result: Result<T, JobError>) -> Result<T, JobError> {
        if result.is_err() {
            self.close("an earlier call failed");
        }
        result
    }

    pub fn close(&mut self, reason: &'static str) {
        *self = Phase::Closed(reason);
    }
}
