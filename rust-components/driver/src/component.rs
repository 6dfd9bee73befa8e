//! The adapter between the generated types and [`crate::job`]; [`partition`] is that of a run in parts.

mod composed;
mod errors;
mod partition;
mod values;

use std::cell::{Cell, RefCell};

use crate::error::JobError;
use crate::job::{Job, Options};

wit_bindgen::generate!({
    world: "my:pipeline/driver@1.0.0",
    path: "../../wit",
    generate_all,
});

use composed::Composed;
use errors::lower_error;
use exports::my::pipeline::job as wit;
use values::{lift_format, lower_example, lower_output, lower_report};

struct Component;

export!(Component);

thread_local! {
    /// Service and totals are as old as the instance, so it has one job in its life.
    static OPENED: Cell<bool> = const { Cell::new(false) };
}

impl wit::Guest for Component {
    type Job = JobResource;
}

struct JobResource(RefCell<Job<Composed>>);

impl wit::GuestJob for JobResource {
    fn open(options: wit::Options) -> Result<wit::Job, wit::JobError> {
        if OPENED.replace(true) {
            return Err(lower_error(JobError::Usage {
                call: "open a job",
                reason: "this instance has had one",
            }));
        }
        let (stages, max_errors) = Composed::by(&options)?;
        let defaults = Options::default();
        let job = Job::new(
            stages,
            Options {
                max_record_bytes: options.max_record_bytes.unwrap_or(defaults.max_record_bytes),
                generated_at: options.generated_at,
                name_inputs: options.name_inputs,
                max_errors,
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
            examples: finished.examples.iter().map(lower_example).collect(),
            reports: finished.reports.into_iter().map(lower_report).collect(),
        })
    }
}
