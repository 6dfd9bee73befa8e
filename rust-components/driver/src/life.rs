//! How long calls are taken: until one has failed, or the last is done.

use crate::error::JobError;

#[derive(Default)]
pub struct Life {
    /// Why no further call is taken.
    over: Option<&'static str>,
}

impl Life {
    /// Goes before a call.
    pub fn check(&self, call: &'static str) -> Result<(), JobError> {
        match self.over {
            Some(reason) => Err(JobError::Usage { call, reason }),
            None => Ok(()),
        }
    }

    /// Passes on what a call came to.
    pub fn after<T>(&mut self, result: Result<T, JobError>) -> Result<T, JobError> {
        if result.is_err() {
            self.end("an earlier call failed");
        }
        result
    }

    pub fn end(&mut self, reason: &'static str) {
        self.over = Some(reason);
    }
}
