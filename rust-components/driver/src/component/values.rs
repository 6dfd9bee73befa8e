//! Records that are translated field by field.

use super::bindings::exports::my::pipeline::job as wit;
use super::bindings::my::reporting::reporter;
use super::bindings::my::user_service::types as service;
use super::bindings::my::user_validator::types as validator;
use super::sheets;
use crate::batch::{TextColumn, Unreadable};
use crate::downstream::{Counts, Report, Source};
use crate::encode::Lines;
use crate::error::JobError;
use crate::flaw::{Defect, Field};
use crate::format::Format;
use crate::outcome::{Duplicate, KnownUser};
use crate::reading::{Reading, ReadingOptions};
use crate::reject_samples::RejectSample;
use crate::writing::{OutputFormat, Writing};

pub fn lift_format(format: wit::InputFormat) -> Format {
    match format {
        wit::InputFormat::Csv => Format::Csv,
        wit::InputFormat::Ndjson => Format::Ndjson,
        wit::InputFormat::Json => Format::Json,
    }
}

/// What was requested, with the columns of the rules file if there are no others.
pub fn complete_reading(options: Option<wit::Reading>, columns: Option<String>) -> wit::Reading {
    let options = options.unwrap_or(wit::Reading {
        delimiter: None,
        quote: None,
        escape: None,
        skip_lines: None,
        no_header: false,
        columns: None,
        encoding: None,
        max_unpacked_bytes: None,
        sheet: None,
    });
    wit::Reading {
        columns: options.columns.or(columns),
        ..options
    }
}

// Called in many places, and large.
#[inline(never)]
pub fn lift_reading(options: Option<&wit::Reading>) -> Result<Reading, JobError> {
    let options = options
        .cloned()
        .map_or_else(ReadingOptions::default, |options| ReadingOptions {
            delimiter: options.delimiter,
            quote: options.quote,
            escape: options.escape,
            skip_lines: options.skip_lines,
            no_header: options.no_header,
            columns: options.columns,
            encoding: options.encoding,
            max_unpacked_bytes: options.max_unpacked_bytes,
            sheet: options.sheet,
        });
    Ok(Reading {
        open_sheet: sheets::open,
        ..options.parse()?
    })
}

pub fn lift_writing(options: Option<&wit::Writing>) -> Writing {
    options.map_or_else(Writing::default, |options| Writing {
        format: match options.format {
            wit::OutputFormat::Ndjson => OutputFormat::Ndjson,
            wit::OutputFormat::Csv => OutputFormat::Csv,
        },
        keep_columns: options.keep_columns,
        formula_guard: options.formula_guard,
    })
}

pub fn lower_column(column: TextColumn) -> validator::TextColumn {
    validator::TextColumn {
        text: column.text,
        ends: column.ends,
    }
}

pub fn lift_column(column: validator::TextColumn) -> TextColumn {
    TextColumn {
        text: column.text,
        ends: column.ends,
    }
}

pub fn lift_duplicate(found: &service::Duplicate) -> Duplicate {
    Duplicate {
        row: found.row,
        first_record: found.first_record,
    }
}

pub fn lift_known(found: &service::KnownUser) -> KnownUser {
    KnownUser {
        row: found.row,
        first_import: found.first_import,
        first_record: found.first_record,
    }
}

pub fn lower_source(source: &Source) -> reporter::Source {
    reporter::Source {
        name: source.name.clone(),
        records: source.records,
        ignored_columns: source.ignored_columns,
        reading: source.reading.clone(),
        // A run in partitions doesn't know the others, and its reports are the same.
        notes: source.column_notes.clone(),
    }
}

pub fn lower_run_source(source: Source) -> wit::Source {
    wit::Source {
        name: source.name,
        records: source.records,
        ignored_columns: source.ignored_columns,
        reading: source.reading,
        notes: source.notes,
    }
}

pub fn lower_sample(sample: &RejectSample) -> service::Example {
    let problems = sample.problems.iter().map(|problem| service::Problem {
        field: problem.field.to_string(),
        rule: problem.rule.to_string(),
        message: problem.message.clone(),
    });
    service::Example {
        record: sample.record,
        input: sample.input.to_string(),
        line: sample.line,
        problems: problems.collect(),
    }
}

pub fn lower_report(report: Report) -> wit::Report {
    wit::Report {
        name: report.name.into(),
        content: report.content,
    }
}

pub fn lower_output(lines: Lines, counts: Counts) -> wit::Output {
    wit::Output {
        users: lines.users,
        rejects: lines.rejects,
        counts: lower_counts(counts),
    }
}

pub fn lower_counts(counts: Counts) -> wit::Counts {
    wit::Counts {
        read: counts.read,
        accepted: counts.accepted,
        rejected: counts.rejected,
    }
}

pub fn lower_unreadable(unreadable: &Unreadable) -> service::Unreadable {
    service::Unreadable {
        before: unreadable.before,
        field: match unreadable.flaw.field {
            Field::Record => service::Field::Record,
            Field::Name => service::Field::Name,
            Field::Email => service::Field::Email,
            Field::Age => service::Field::Age,
        },
        defect: match unreadable.flaw.defect {
            Defect::WrongFieldCount => service::Defect::WrongFieldCount,
            Defect::Malformed => service::Defect::Malformed,
            Defect::InvalidUtf8 => service::Defect::InvalidUtf8,
            Defect::MissingField => service::Defect::MissingField,
            Defect::DuplicateField => service::Defect::DuplicateField,
            Defect::WrongType => service::Defect::WrongType,
            Defect::InvalidNumber => service::Defect::InvalidNumber,
        },
    }
}
