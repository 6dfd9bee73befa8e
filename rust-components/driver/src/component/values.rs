//! What is lifted and lowered field by field.

use super::exports::my::pipeline::job as wit;
use super::my::reporting::reporter;
use super::my::user_service::types as service;
use super::my::user_validator::types as validator;
use crate::batch::{self, TextColumn};
use crate::decode::Format;
use crate::encode::Lines;
use crate::examples::Example;
use crate::stages::{Counts, Duplicate, KnownUser, Report, Source};

pub fn lift_format(format: wit::InputFormat) -> Format {
    match format {
        wit::InputFormat::Csv => Format::Csv,
        wit::InputFormat::Ndjson => Format::Ndjson,
        wit::InputFormat::Json => Format::Json,
    }
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
    }
}

pub fn lower_example(example: &Example) -> service::Example {
    let problems = example.problems.iter().map(|problem| service::Problem {
        field: problem.field.to_string(),
        rule: problem.rule.to_string(),
        message: problem.message.clone(),
    });
    service::Example {
        record: example.record,
        input: example.input.to_string(),
        line: example.line,
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
        counts: wit::Counts {
            read: counts.read,
            accepted: counts.accepted,
            rejected: counts.rejected,
        },
    }
}

pub fn lower_unreadable(unreadable: &batch::Unreadable) -> service::Unreadable {
    service::Unreadable {
        before: unreadable.before,
        field: match unreadable.flaw.field {
            batch::Field::Record => service::Field::Record,
            batch::Field::Name => service::Field::Name,
            batch::Field::Email => service::Field::Email,
            batch::Field::Age => service::Field::Age,
        },
        defect: match unreadable.flaw.defect {
            batch::Defect::WrongFieldCount => service::Defect::WrongFieldCount,
            batch::Defect::Malformed => service::Defect::Malformed,
            batch::Defect::InvalidUtf8 => service::Defect::InvalidUtf8,
            batch::Defect::MissingField => service::Defect::MissingField,
            batch::Defect::DuplicateField => service::Defect::DuplicateField,
            batch::Defect::WrongType => service::Defect::WrongType,
            batch::Defect::InvalidNumber => service::Defect::InvalidNumber,
        },
    }
}
