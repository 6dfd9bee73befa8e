//! A run in partitions: [`crate::partition`].

use std::borrow::Cow;
use std::rc::Rc;

use super::bindings::Component;
use super::bindings::exports::my::pipeline::job::{InputFormat, JobError as WitError, Options as WitOptions};
use super::bindings::exports::my::pipeline::partition as wit;
use super::bindings::my::user_service::partials;
use super::bindings::my::user_validator::{types as validator, validator as judging};
use super::composed::Composed;
use super::errors::lower_error;
use super::judge::JudgeResource;
use super::partition_values::{
    lift_input, lift_preamble, lift_sample, limit, lower_passage, lower_preamble, lower_rows,
};
use super::values::{complete_reading, lift_format, lift_reading, lower_report, lower_run_source, lower_sample};
use crate::downstream::{Downstream, ReportContext, Source};
use crate::partition::merge;
use crate::partition::preamble::Preamble;
use crate::partition::range_scan::RangeScan;
use crate::partition::rows::{self, RangeStart};
use crate::reading::Reading;

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
            sources: sources.into_iter().map(lower_run_source).collect(),
            examples: samples.iter().map(lower_sample).collect(),
            reports: reports.into_iter().map(lower_report).collect(),
            totals,
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
