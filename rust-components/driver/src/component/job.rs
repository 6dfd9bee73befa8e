//! A whole run: [`crate::job`].

use std::cell::RefCell;
use std::rc::Rc;

use super::bindings::Component;
use super::bindings::exports::my::pipeline::job as wit;
use super::composed::Composed;
use super::errors::lower_error;
use super::instance;
use super::values::{
    complete_reading, lift_format, lift_reading, lift_writing, lower_counts, lower_output, lower_report,
    lower_run_source, lower_sample,
};
use crate::error::JobError;
use crate::job::{Job, JobOptions};
use crate::peek::{Beginning, Preview, peek};

impl wit::Guest for Component {
    type Job = JobResource;

    fn peek(
        options: wit::Options,
        name: String,
        format: Option<wit::InputFormat>,
        beginning: Vec<u8>,
        whole: bool,
        sample: u32,
    ) -> Result<wit::Preview, wit::JobError> {
        let (downstream, options) = prepared(options, "look at an input")?;
        let beginning = Beginning {
            name,
            format: format.map(lift_format),
            bytes: beginning,
            whole,
        };
        let Preview { text, counts } = peek(downstream, &options, beginning, sample).map_err(lower_error)?;
        Ok(wit::Preview {
            text,
            counts: lower_counts(counts),
        })
    }
}

/// Reserves this instance, and configures the downstream components.
fn prepared(options: wit::Options, call: &'static str) -> Result<(Composed, JobOptions), wit::JobError> {
    if instance::was_used() {
        let reason = "this instance has had one";
        return Err(lower_error(JobError::Usage { call, reason }));
    }
    let (downstream, settings) = Composed::configured(&options)?;
    let reading = complete_reading(options.reading, settings.columns);
    let mut reading = lift_reading(Some(&reading)).map_err(lower_error)?;
    let writing = lift_writing(options.writing.as_ref());
    reading.formula_guard = writing.formula_guard;
    let defaults = JobOptions::default();
    let options = JobOptions {
        keep_users: options.keep_users,
        max_record_bytes: options.max_record_bytes.unwrap_or(defaults.max_record_bytes),
        generated_at: options.generated_at,
        name_inputs: options.name_inputs,
        max_errors: settings.max_errors,
        reading: Rc::new(reading),
        writing,
        ..defaults
    };
    Ok((downstream, options))
}

pub struct JobResource(RefCell<Job<Composed>>);

impl wit::GuestJob for JobResource {
    fn open(options: wit::Options) -> Result<wit::Job, wit::JobError> {
        let (downstream, options) = prepared(options, "open a job")?;
        Ok(wit::Job::new(JobResource(RefCell::new(Job::new(downstream, options)))))
    }

    fn begin(&self, name: String, format: Option<wit::InputFormat>) -> Result<wit::Output, wit::JobError> {
        let mut job = self.0.borrow_mut();
        let lines = job.begin(name, format.map(lift_format)).map_err(lower_error)?;
        Ok(lower_output(lines, job.counts()))
    }

    fn feed(&self, chunk: Vec<u8>) -> Result<wit::Output, wit::JobError> {
        let mut job = self.0.borrow_mut();
        let lines = job.feed(chunk).map_err(lower_error)?;
        Ok(lower_output(lines, job.counts()))
    }

    fn finish(&self) -> Result<wit::FinalOutput, wit::JobError> {
        let mut job = self.0.borrow_mut();
        let finished = job.finish().map_err(lower_error)?;
        Ok(wit::FinalOutput {
            output: lower_output(finished.lines, job.counts()),
            totals: finished.totals,
            sources: finished.sources.into_iter().map(lower_run_source).collect(),
            examples: finished.samples.iter().map(lower_sample).collect(),
            reports: finished.reports.into_iter().map(lower_report).collect(),
        })
    }
}
