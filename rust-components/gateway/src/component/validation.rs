//! A file's way through a job.

use super::wit;
use crate::parts::{Counts, InputFormat, Job, JobError, Lines, Position};

pub struct Validation(pub wit::Job);

/// What messages call the body of the request.
const INPUT: &str = "body";

impl Job for Validation {
    fn begin(&mut self, format: InputFormat) -> Result<Lines, JobError> {
        let format = match format {
            InputFormat::Csv => wit::InputFormat::Csv,
            InputFormat::Ndjson => wit::InputFormat::Ndjson,
            InputFormat::Json => wit::InputFormat::Json,
        };
        lift_lines(self.0.begin(INPUT, Some(format)))
    }

    fn feed(&mut self, bytes: Vec<u8>) -> Result<Lines, JobError> {
        lift_lines(self.0.feed(&bytes))
    }

    /// To begin another input ends the one before. To finish would end it too, and make four reports that nobody reads.
    fn end(&mut self) -> Result<Lines, JobError> {
        lift_lines(self.0.begin("end", Some(wit::InputFormat::Ndjson)))
    }
}

fn lift_lines(output: Result<wit::Output, wit::JobError>) -> Result<Lines, JobError> {
    let output = output.map_err(lift_error)?;
    Ok(Lines {
        users: output.users,
        rejects: output.rejects,
        counts: Counts {
            read: output.counts.read,
            accepted: output.counts.accepted,
            rejected: output.counts.rejected,
        },
    })
}

pub fn lift_error(error: wit::JobError) -> JobError {
    let position = error.position.map(|position| Position {
        line: position.line,
        column: position.column,
    });
    match error.kind {
        wit::JobErrorKind::Input => JobError::Input(error.message, position),
        wit::JobErrorKind::Limit => JobError::Limit(error.message, position),
        _ => JobError::Other(error.message),
    }
}
