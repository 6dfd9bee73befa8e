//! The driver, for one file.

use std::cell::Cell;

use super::bindings::my::pipeline::job as wit;
use crate::imports::{Counts, InputFormat, Lines, Position, ValidationError, ValidationJob};

thread_local! {
    /// The driver lives as long as the instance, and accepts one job.
    static VALIDATED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this instance has had its one job.
pub fn has_validated() -> bool {
    VALIDATED.get()
}

pub fn open() -> Result<Box<dyn ValidationJob>, ValidationError> {
    if VALIDATED.replace(true) {
        return Err(ValidationError::Used);
    }
    let options = wit::Options {
        max_record_bytes: None,
        generated_at: None,
        name_inputs: false,
        rules: None,
        rules_name: None,
        keep_users: false,
        reading: Some(reading()),
        writing: None,
    };
    let job = wit::Job::open(&options).map_err(lift_error)?;
    Ok(Box::new(DriverJob(job)))
}

/// What a body may have after unpacking. Its size on the way is limited by the server.
const MAX_UNPACKED_BYTES: u64 = 1 << 30;

/// All is found from the body.
fn reading() -> wit::Reading {
    wit::Reading {
        delimiter: None,
        quote: None,
        escape: None,
        skip_lines: None,
        no_header: false,
        columns: None,
        encoding: None,
        max_unpacked_bytes: Some(MAX_UNPACKED_BYTES),
        sheet: None,
    }
}

struct DriverJob(wit::Job);

/// The name of the request's body in messages.
const INPUT: &str = "body";

impl ValidationJob for DriverJob {
    fn begin(&mut self, format: InputFormat) -> Result<Lines, ValidationError> {
        let format = match format {
            InputFormat::Csv => wit::InputFormat::Csv,
            InputFormat::Ndjson => wit::InputFormat::Ndjson,
            InputFormat::Json => wit::InputFormat::Json,
        };
        lift_lines(self.0.begin(INPUT, Some(format)))
    }

    fn feed(&mut self, bytes: Vec<u8>) -> Result<Lines, ValidationError> {
        lift_lines(self.0.feed(&bytes))
    }

    /// Begins another input, which ends this one. `finish` would also render four reports that aren't needed.
    fn end(&mut self) -> Result<Lines, ValidationError> {
        lift_lines(self.0.begin("end", Some(wit::InputFormat::Ndjson)))
    }
}

fn lift_lines(output: Result<wit::Output, wit::JobError>) -> Result<Lines, ValidationError> {
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

fn lift_error(error: wit::JobError) -> ValidationError {
    let position = error.position.map(|position| Position {
        line: position.line,
        column: position.column,
    });
    match error.kind {
        wit::JobErrorKind::Input => ValidationError::Input(error.message, position),
        wit::JobErrorKind::Limit => ValidationError::Limit(error.message, position),
        _ => ValidationError::Other(error.message),
    }
}
