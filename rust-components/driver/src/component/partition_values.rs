//! Records of a run in partitions, translated field by field.

use std::rc::Rc;

use super::bindings::exports::my::pipeline::job::InputFormat;
use super::bindings::exports::my::pipeline::partition as wit;
use super::bindings::my::user_service::types as service;
use super::values::{lift_column, lift_format, lower_column};
use crate::downstream::Source;
use crate::findings::Findings;
use crate::format::Format;
use crate::guess::NotUtf8;
use crate::job::JobOptions;
use crate::object::SkippedKeys;
use crate::outcome::FieldError;
use crate::partition::preamble::{Preamble, Table};
use crate::partition::quote_state::Passage;
use crate::partition::rows::Rows;
use crate::reject_samples::RejectSample;

pub fn limit(max_record_bytes: Option<u32>) -> u32 {
    max_record_bytes.unwrap_or(JobOptions::default().max_record_bytes)
}

pub fn lower_preamble(preamble: Preamble) -> wit::Head {
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
        source_notes: preamble.notes,
    }
}

// Called in many places, and large.
#[inline(never)]
pub fn lift_preamble(head: wit::Head) -> Preamble {
    Preamble {
        format: lift_format(head.format),
        table: Table::parse(&head.table),
        splits: head.splits,
        bytes: head.bytes,
        lines: head.lines,
        ignored_columns: head.ignored_columns,
        reading: head.reading,
        column_notes: head.notes,
        notes: head.source_notes,
    }
}

pub fn lower_passage(passage: Passage) -> wit::Passage {
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

pub fn lower_rows(rows: Rows) -> wit::Rows {
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

pub fn lift_input(input: wit::RunInput) -> Source {
    let found = input.findings.map_or_else(Findings::default, lift_findings);
    let mut notes = input.source_notes;
    notes.extend(found.notes(input.records));
    Source {
        name: input.name,
        records: input.records,
        ignored_columns: input.ignored_columns,
        reading: input.reading,
        column_notes: input.notes,
        notes,
    }
}

pub fn lift_findings(found: wit::Findings) -> Findings {
    Findings {
        has_content: found.has_content,
        empty_rows: found.empty_rows,
        not_utf8: NotUtf8 {
            records: found.not_utf8,
            bytes: found.not_utf8_bytes,
        },
        skipped: SkippedKeys {
            keys: found.skipped_keys,
            has_more: found.more_keys,
        },
    }
}

pub fn lower_findings(found: Findings) -> wit::Findings {
    wit::Findings {
        has_content: found.has_content,
        empty_rows: found.empty_rows,
        not_utf8: found.not_utf8.records,
        not_utf8_bytes: found.not_utf8.bytes,
        skipped_keys: found.skipped.keys,
        more_keys: found.skipped.has_more,
    }
}

pub fn lift_sample(example: service::Example) -> RejectSample {
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

pub fn lift_rows(rows: wit::Rows) -> Rows {
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
