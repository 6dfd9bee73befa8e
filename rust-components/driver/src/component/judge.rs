//! The judge of a run in partitions: [`crate::partition::judge`].

use std::cell::RefCell;
use std::rc::Rc;

use super::bindings::exports::my::pipeline::job::{JobError as WitError, Options as WitOptions, Output};
use super::bindings::exports::my::pipeline::partition as wit;
use super::bindings::my::user_service::partials;
use super::composed::Composed;
use super::errors::lower_error;
use super::instance;
use super::partition_values::{lift_findings, lift_preamble, lift_rows, limit, lower_findings};
use super::values::{complete_reading, lift_reading, lower_output, lower_sample};
use crate::error::JobError;
use crate::job::JobOptions;
use crate::partition::judge::Judge;

pub struct JudgeResource(RefCell<Judge<Composed>>);

impl wit::GuestJudge for JudgeResource {
    fn open(options: WitOptions) -> Result<wit::Judge, WitError> {
        let refused = |reason| {
            lower_error(JobError::Usage {
                call: "open a judge",
                reason,
            })
        };
        if options.keep_users {
            return Err(refused("the users of a run in parts can't be kept"));
        }
        if options.writing.is_some() {
            return Err(lower_error(JobError::Option {
                option: "writing",
                found: "one".into(),
                expected: "none: a run in partitions writes NDJSON without further columns",
            }));
        }
        if instance::was_used() {
            return Err(refused("this instance has had one, or a job"));
        }
        let (downstream, settings) = Composed::configured(&options)?;
        let reading = complete_reading(options.reading, settings.columns);
        let options = JobOptions {
            max_record_bytes: limit(options.max_record_bytes),
            name_inputs: options.name_inputs,
            max_errors: settings.max_errors,
            reading: Rc::new(lift_reading(Some(&reading)).map_err(lower_error)?),
            ..JobOptions::default()
        };
        let judge = Judge::new(downstream, options);
        Ok(wit::Judge::new(JudgeResource(RefCell::new(judge))))
    }

    fn feed(&self, input: String, rows: wit::Rows) -> Result<wit::Lines, WitError> {
        let lines = self.0.borrow_mut().feed(&input, lift_rows(rows)).map_err(lower_error)?;
        let text = |bytes| String::from_utf8(bytes).expect("JSON of text is text");
        Ok(wit::Lines {
            users: text(lines.users),
            rejects: text(lines.rejects),
        })
    }

    fn begin_input(&self, input: String, head: wit::Head) -> Result<(), WitError> {
        let mut judge = self.0.borrow_mut();
        judge.begin_input(&input, &lift_preamble(head)).map_err(lower_error)
    }

    fn read_block(&self, block: Vec<u8>, last: bool) -> Result<wit::BlockRead, WitError> {
        let read = self.0.borrow_mut().read_block(block, last).map_err(lower_error)?;
        Ok(wit::BlockRead {
            bytes: read.bytes,
            lines: read.lines,
            records: read.records,
            failed: read.failed,
        })
    }

    fn judge_block(&self, first_record: u64, first_line: u64) -> Result<Output, WitError> {
        let judged = self.0.borrow_mut().judge_block(first_record, first_line);
        let (lines, counts) = judged.map_err(lower_error)?;
        Ok(lower_output(lines, counts))
    }

    fn check_block(&self, rejected: u64, before: wit::Findings) -> Result<wit::Findings, WitError> {
        let checked = self.0.borrow_mut().check_block(rejected, lift_findings(before));
        checked.map(lower_findings).map_err(lower_error)
    }

    fn finish(&self) -> Result<wit::Part, WitError> {
        let mut judge = self.0.borrow_mut();
        let samples = judge.finish().map_err(lower_error)?;
        Ok(wit::Part {
            totals: partials::whole(),
            examples: samples.iter().map(lower_sample).collect(),
        })
    }
}
