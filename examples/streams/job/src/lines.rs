//! Outcomes as NDJSON.

use driver::json_writer::{write_number, write_string};
use validator::rules::{Rule as BrokenRule, Rules};

use crate::bindings::my::pipeline_stream::types::{Batch, OutcomeBatch};
use crate::bindings::my::user_service::types::{Defect, Field, Unreadable};
use crate::bindings::my::user_validator::types::{Rule, TextColumn};

/// One line per record, in input order.
pub fn write_lines(outcome: &OutcomeBatch) -> Vec<u8> {
    let batch = &outcome.batch;
    let mut out = Vec::with_capacity(batch.names.text.len() + batch.emails.text.len() + 64 * batch.lines.len());
    let mut unreadable = batch.unreadable.iter().peekable();
    let mut violations = outcome.violations.iter().peekable();
    let mut records = (batch.first..).zip(&batch.lines);
    for row in 0..batch.ages.len() as u32 {
        while let Some(one) = unreadable.next_if(|one| one.before == row) {
            write_unreadable(&mut out, records.next(), one);
        }
        let record = records.next();
        if violations.peek().is_none_or(|violation| violation.row != row) {
            write_user(&mut out, record, batch, row as usize);
            continue;
        }
        begin_reject(&mut out, record);
        while let Some(violation) = violations.next_if(|violation| violation.row == row) {
            let rule = lift(violation.rule);
            write_error(&mut out, rule.field(), &Rules::DEFAULT.message(rule));
        }
        end_reject(&mut out);
    }
    for one in unreadable {
        write_unreadable(&mut out, records.next(), one);
    }
    out
}

/// A record's number and its line.
type Place<'a> = Option<(u64, &'a u64)>;

fn write_user(out: &mut Vec<u8>, place: Place, batch: &Batch, row: usize) {
    let (record, _) = place.expect("each record has a line");
    out.extend_from_slice(b"{\"record\":");
    write_number(out, record);
    out.extend_from_slice(b",\"name\":");
    write_string(out, value(&batch.names, row));
    out.extend_from_slice(b",\"email\":");
    write_string(out, value(&batch.emails, row));
    out.extend_from_slice(b",\"age\":");
    write_number(out, batch.ages[row].into());
    out.extend_from_slice(b"}\n");
}

fn write_unreadable(out: &mut Vec<u8>, place: Place, one: &Unreadable) {
    begin_reject(out, place);
    write_error(out, field(one.field), message(one.defect));
    end_reject(out);
}

fn begin_reject(out: &mut Vec<u8>, place: Place) {
    let (record, line) = place.expect("each record has a line");
    out.extend_from_slice(b"{\"record\":");
    write_number(out, record);
    out.extend_from_slice(b",\"line\":");
    write_number(out, *line);
    out.extend_from_slice(b",\"errors\":[");
}

fn write_error(out: &mut Vec<u8>, field: &str, message: &str) {
    if !out.ends_with(b"[") {
        out.push(b',');
    }
    out.extend_from_slice(b"{\"field\":");
    write_string(out, field);
    out.extend_from_slice(b",\"message\":");
    write_string(out, message);
    out.push(b'}');
}

fn end_reject(out: &mut Vec<u8>) {
    out.extend_from_slice(b"]}\n");
}

fn value(column: &TextColumn, row: usize) -> &str {
    let start = row.checked_sub(1).map_or(0, |before| column.ends[before] as usize);
    &column.text[start..column.ends[row] as usize]
}

fn field(field: Field) -> &'static str {
    match field {
        Field::Record => "record",
        Field::Name => "name",
        Field::Email => "email",
        Field::Age => "age",
    }
}

/// A batch doesn't contain what was found instead.
fn message(defect: Defect) -> &'static str {
    match defect {
        Defect::WrongFieldCount => "Not as many fields as the header has",
        Defect::Malformed => "Malformed",
        Defect::InvalidUtf8 => "Not valid UTF-8",
        Defect::MissingField => "Missing",
        Defect::DuplicateField => "More than once",
        Defect::WrongType => "Not of the expected type",
        Defect::InvalidNumber => "Age must be a whole number",
    }
}

fn lift(rule: Rule) -> BrokenRule {
    match rule {
        Rule::NameEmpty => BrokenRule::NameEmpty,
        Rule::NameTooShort => BrokenRule::NameTooShort,
        Rule::EmailInvalid => BrokenRule::EmailInvalid,
        Rule::DomainNotAllowed => BrokenRule::DomainNotAllowed,
        Rule::TooYoung => BrokenRule::TooYoung,
        Rule::InvalidAge => BrokenRule::InvalidAge,
    }
}
