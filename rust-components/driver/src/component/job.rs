//! A whole run: [`crate::job`].

use std::cell::RefCell;
use std::rc::Rc;

use super::bindings::Component;
use super::bindings::exports::my::pipeline::job as wit;
use super::composed::Composed;
use super::errors::lower_error;
use super::instance;
use super::values::{lift_format, lift_reading, lower_output, lower_report, lower_run_source, lower_sample};
use crate::error::JobError;
use crate::job::{Job, JobOptions};

impl wit::Guest for Component {
    type Job = JobResource;
}

pub struct JobResource(RefCell<Job<Composed>>);

impl wit::GuestJob for JobResource {
    fn open(options: wit::Options) -> Result<wit::Job, wit::JobError> {
        if instance::was_used() {
            return Err(lower_error(JobError::Usage {
                call: "open a job",
                reason: "this instance has had one",
            }));
        }
        let reading = lift_reading(options.reading.as_ref()).map_err(lower_error)?;
        let (downstream, max_errors) = Composed::configured(&options)?;
        let defaults = JobOptions::default();
        let job = Job::new(
            downstream,
            JobOptions {
                max_record_bytes: options.max_record_bytes.unwrap_or(defaults.max_record_bytes),
                generated_at: options.generated_at,
                name_inputs: options.name_inputs,
                max_errors,
                reading: Rc::new(reading),
                ..defaults
            },
        );
        Ok(wit::Job::new(JobResource(RefCell::new(job))))
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
