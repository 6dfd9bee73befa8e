//! A run in partitions: [`crate::partition`].

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use super::bindings::Component;
use super::bindings::exports::my::pipeline::job::{InputFormat, JobError as WitError, Options as WitOptions};
use super::bindings::exports::my::pipeline::partition as wit;
use super::bindings::my::user_service::{partials, types as service};
use super::bindings::my::user_validator::{types as validator, validator as judging};
use super::composed::Composed;
use super::errors::lower_error;
use super::instance;
use super::values::{
    complete_reading, lift_column, lift_format, lift_reading, lower_column, lower_report, lower_sample,
};
use crate::downstream::{Downstream, ReportContext, Source};
use crate::error::JobError;
use crate::format::Format;
use crate::job::JobOptions;
use crate::outcome::FieldError;
use crate::partition::judge::Judge;
use crate::partition::merge;
use crate::partition::preamble::{Preamble, Table};
use crate::partition::quote_state::Passage;
use crate::partition::range_scan::RangeScan;
use crate::partition::rows::{self, RangeStart, Rows};
use crate::reading::Reading;
use crate::reject_samples::RejectSample;

impl wit::Guest for Component {
    type Judge = JudgeResource;

    fn read_options(options: WitOptions) -> Result<wit::Reading, WitError> {
        let (_, settings) = Composed::unconfigured(&options)?;
        let reading = complete_reading(options.reading, settings.columns);
        lift_reading(Some(&reading)).map_err(lower_error)?;
        Ok(reading)
    }

    fn canonical_emails(emails: validator::TextColumn) -> validator::TextColumn {
        judging::canonical_emails(&emails)
    }

    fn read_head(
        name: String,
        format: Option<InputFormat>,
        max_record_bytes: Option<u32>,
        reading: Option<wit::Reading>,
        beginning: wit::Block,
        whole: bool,
    ) -> Result<Option<wit::Head>, WitError> {
        let format = format.map(lift_format);
        let limit = limit(max_record_bytes) as usize;
        let reading = lift_reading(reading.as_ref()).map_err(lower_error)?;
        let preamble = Preamble::read(&name, format, &Rc::new(reading), &bytes(&beginning), whole, limit);
        Ok(preamble.map_err(lower_error)?.map(lower_preamble))
    }

    fn survey(
        head: wit::Head,
        max_record_bytes: Option<u32>,
        reading: Option<wit::Reading>,
        range: wit::Block,
        whole: bool,
    ) -> wit::RangeSurvey {
        let limit = limit(max_record_bytes) as usize;
        let found = RangeScan::of(&lift_preamble(head), &known(reading), limit, &bytes(&range), whole);
        wit::RangeSurvey {
            lines: found.lines,
            outside: lower_passage(found.outside),
            inside: lower_passage(found.inside),
        }
    }

    fn decode(
        name: String,
        head: wit::Head,
        max_record_bytes: Option<u32>,
        reading: Option<wit::Reading>,
        range: wit::Block,
        whole: bool,
        first_record: u64,
        first_line: u64,
    ) -> wit::Decoded {
        let start = RangeStart {
            input: &name,
            record: first_record,
            line: first_line,
        };
        let limit = limit(max_record_bytes) as usize;
        let (rows, failure) = rows::decode(
            start,
            &lift_preamble(head),
            &known(reading),
            limit,
            &bytes(&range),
            whole,
        );
        wit::Decoded {
            rows: lower_rows(rows),
            failure: failure.map(lower_error),
        }
    }

    fn merge(options: WitOptions, inputs: Vec<wit::RunInput>, parts: Vec<wit::Part>) -> Result<wit::Merged, WitError> {
        let (mut downstream, settings) = Composed::unconfigured(&options)?;
        let (mut totals, mut samples) = (Vec::new(), Vec::new());
        for part in parts {
            totals.push(part.totals);
            samples.extend(part.examples.into_iter().map(lift_sample));
        }
        let totals = partials::merge(&totals);
        let sources: Vec<Source> = inputs.into_iter().map(lift_input).collect();
        merge::check(&sources, Composed::counts(&totals), settings.max_errors).map_err(lower_error)?;
        let samples = merge::merge_samples(samples);
        let context = ReportContext {
            sources: &sources,
            samples: &samples,
            generated_at: options.generated_at.as_deref(),
            max_record_bytes: limit(options.max_record_bytes),
        };
        let reports = downstream.render(&totals, &context).map_err(lower_error)?;
        Ok(wit::Merged {
            examples: samples.iter().map(lower_sample).collect(),
            reports: reports.into_iter().map(lower_report).collect(),
            totals,
        })
    }
}

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
        let (downstream, _) = Composed::configured(&options)?;
        let judge = Judge::new(downstream, options.name_inputs);
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

    fn finish(&self) -> Result<wit::Part, WitError> {
        let mut judge = self.0.borrow_mut();
        let samples = judge.finish().map_err(lower_error)?;
        Ok(wit::Part {
            totals: partials::whole(),
            examples: samples.iter().map(lower_sample).collect(),
        })
    }
}

fn bytes(block: &wit::Block) -> Cow<'_, [u8]> {
    let byte = |character| u8::try_from(character).expect("a character from U+0000 to U+00FF");
    match block {
        wit::Block::Utf8(text) => Cow::Borrowed(text.as_bytes()),
        wit::Block::Latin1(text) if text.is_ascii() => Cow::Borrowed(text.as_bytes()),
        wit::Block::Latin1(text) => Cow::Owned(text.chars().map(byte).collect()),
    }
}

/// The options that `read-head` has accepted.
fn known(reading: Option<wit::Reading>) -> Rc<Reading> {
    Rc::new(lift_reading(reading.as_ref()).unwrap_or_default())
}

fn limit(max_record_bytes: Option<u32>) -> u32 {
    max_record_bytes.unwrap_or(JobOptions::default().max_record_bytes)
}

fn lower_preamble(preamble: Preamble) -> wit::Head {
    wit::Head {
        format: match preamble.format {
            Format::Csv => InputFormat::Csv,
            Format::Ndjson => InputFormat::Ndjson,
            Format::Json => InputFormat::Json,
        },
        columns: preamble.table.map_or(0, |table| table.header.columns as u32),
        table: preamble.table.map_or_else(String::new, |table| table.text()),
        splits: preamble.splits,
        bytes: preamble.bytes,
        lines: preamble.lines,
        ignored_columns: preamble.ignored_columns,
        reading: preamble.reading,
        notes: preamble.column_notes,
    }
}

fn lift_preamble(head: wit::Head) -> Preamble {
    Preamble {
        format: lift_format(head.format),
        table: Table::parse(&head.table),
        splits: head.splits,
        bytes: head.bytes,
        lines: head.lines,
        ignored_columns: head.ignored_columns,
        reading: head.reading,
        column_notes: head.notes,
    }
}

fn lower_passage(passage: Passage) -> wit::Passage {
    wit::Passage {
        skipped_bytes: passage.skipped_bytes,
        skipped_lines: passage.skipped_lines,
        records: passage.records,
        inside: passage.inside,
        rest_fields: passage.rest_fields,
        open_fields: passage.open_fields,
        open_bytes: passage.open_bytes,
        broken: passage.broken,
    }
}

fn lower_rows(rows: Rows) -> wit::Rows {
    wit::Rows {
        numbers: rows.numbers,
        lines: rows.lines,
        names: lower_column(rows.names),
        emails: lower_column(rows.emails),
        ages: rows.ages,
        raws: lower_column(rows.raws),
        flaws: lower_column(rows.flaws),
    }
}

fn lift_rows(rows: wit::Rows) -> Rows {
    Rows {
        numbers: rows.numbers,
        lines: rows.lines,
        names: lift_column(rows.names),
        emails: lift_column(rows.emails),
        ages: rows.ages,
        raws: lift_column(rows.raws),
        flaws: lift_column(rows.flaws),
    }
}

fn lift_input(input: wit::RunInput) -> Source {
    Source {
        name: input.name,
        records: input.records,
        ignored_columns: input.ignored_columns,
        reading: input.reading,
        column_notes: input.notes,
        notes: Vec::new(),
    }
}

fn lift_sample(example: service::Example) -> RejectSample {
    let problems = example.problems.into_iter().map(|problem| FieldError {
        field: problem.field.into(),
        rule: problem.rule.into(),
        message: problem.message,
        found: None,
    });
    RejectSample {
        record: example.record,
        input: example.input.into(),
        line: example.line,
        problems: problems.map(Rc::new).collect(),
    }
}
