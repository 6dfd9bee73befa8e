//! Writes the outcome of a batch: accepted users and rejects, as NDJSON.

use std::rc::Rc;

use crate::batch::{Batch, Span, TextColumn, Unreadable};
use crate::json_writer::{write_number, write_string};
use crate::outcome::{FieldError, Outcome};
use crate::reject_samples::RejectSamples;
use crate::scan::escapes;

/// What is ready to be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub users: Vec<u8>,
    pub rejects: Vec<u8>,
}

/// What is needed to write a batch, besides its outcome.
pub struct BlockContext<'a> {
    /// The block to which the batch's spans refer.
    pub block: &'a [u8],
    /// The input's name.
    pub input: &'a Rc<str>,
    pub numbers: RecordNumbers<'a>,
    /// Whether rejects contain the input's name.
    pub name_input: bool,
    /// How many more records may be rejected.
    pub spare: u64,
}

/// The numbers of a batch's records in the run, from 1.
#[derive(Clone, Copy)]
pub enum RecordNumbers<'a> {
    /// Consecutive, from this one on.
    From(u64),
    Listed(&'a [u64]),
}

impl RecordNumbers<'_> {
    #[inline]
    fn of(self, at: usize) -> u64 {
        match self {
            RecordNumbers::From(first) => first + at as u64,
            RecordNumbers::Listed(numbers) => numbers[at],
        }
    }
}

/// What was written of a batch.
#[derive(Debug, PartialEq, Eq)]
pub struct Written {
    pub accepted: u64,
    pub rejected: u64,
    /// The first rejected record that was one too many.
    pub excess: Option<Excess>,
}

/// A record whose rejection is one too many.
#[derive(Debug, PartialEq, Eq)]
pub struct Excess {
    /// Where in the block it starts.
    pub start: usize,
    /// The first thing that is wrong with it.
    pub error: Rc<FieldError>,
}

/// Appends the batch to `lines`, and offers each rejected record to the samples.
///
/// # Panics
/// If the outcome breaks the service's contract, for example by too few ids.
pub fn encode<Rule: Copy>(
    batch: &Batch,
    outcome: &Outcome<Rule>,
    context: &BlockContext,
    describe: &mut dyn FnMut(Rule) -> Rc<FieldError>,
    lines: &mut Lines,
    samples: &mut RejectSamples,
) -> Written {
    let mut unreadable = batch.unreadable.iter().peekable();
    let mut violations = outcome.violations.iter().peekable();
    let mut duplicates = outcome.duplicates.iter().peekable();
    let mut known = outcome.known.iter().peekable();
    let mut accepted = 0;
    let mut errors = Vec::new();
    let mut record = 0;
    let mut rejected = 0;
    let mut excess = None;
    let (mut names, mut emails) = (Column::new(&batch.names), Column::new(&batch.emails));
    let mut reject = |record, span: &Span, errors: &[Rc<FieldError>], bytes: Option<&str>| {
        let record = context.numbers.of(record);
        if rejected == context.spare {
            let (start, error) = (span.start as usize, Rc::clone(&errors[0]));
            excess = Some(Excess { start, error });
        }
        rejected += 1;
        samples.add(record, context.input, span.line, errors);
        write_reject(&mut lines.rejects, context, record, span, errors, bytes);
    };

    for row in 0..batch.rows() as u32 {
        while let Some(flawed) = unreadable.next_if(|flawed| flawed.before == row) {
            reject(record, &flawed.span, &[error_of(flawed)], flawed.flaw.bytes.as_deref());
            record += 1;
        }
        errors.clear();
        while let Some((_, rule)) = violations.next_if(|(at, _)| *at == row) {
            errors.push(describe(*rule));
        }
        if let Some(duplicate) = duplicates.next_if(|duplicate| duplicate.row == row) {
            let message = format!("Duplicate email, first seen in record {}", duplicate.first_record);
            errors.push(taken("duplicate-email", message));
        }
        if let Some(user) = known.next_if(|user| user.row == row) {
            let (import, record) = (user.first_import, user.first_record);
            let message = format!("Known user, accepted in import {import} as record {record}");
            errors.push(taken("known-user", message));
        }
        if errors.is_empty() {
            let row = row as usize;
            let out = &mut lines.users;
            out.extend_from_slice(b"{\"id\":\"");
            // An id needs no escapes: see create-user in my:user-service.
            out.extend_from_slice(outcome.ids.value(accepted).as_bytes());
            out.extend_from_slice(b"\",\"name\":");
            names.write(row, out);
            out.extend_from_slice(b",\"email\":");
            emails.write(row, out);
            out.extend_from_slice(b",\"age\":");
            write_number(out, batch.ages[row].into());
            out.extend_from_slice(b"}\n");
            accepted += 1;
        } else {
            reject(record, &batch.spans[row as usize], &errors, None);
        }
        record += 1;
    }
    for flawed in unreadable {
        reject(record, &flawed.span, &[error_of(flawed)], flawed.flaw.bytes.as_deref());
        record += 1;
    }
    Written {
        accepted: accepted as u64,
        rejected,
        excess,
    }
}

/// The error of an address that is in use.
fn taken(rule: &'static str, message: String) -> Rc<FieldError> {
    Rc::new(FieldError {
        field: "email".into(),
        rule: rule.into(),
        message,
        found: None,
    })
}

fn error_of(flawed: &Unreadable) -> Rc<FieldError> {
    Rc::new(FieldError {
        field: flawed.flaw.field.name().into(),
        rule: flawed.flaw.defect.name().into(),
        message: flawed.flaw.message.clone(),
        found: flawed.flaw.found.clone(),
    })
}

/// A column whose values are written in row order.
struct Column<'a> {
    values: &'a TextColumn,
    /// Where its text may need escapes, ascending, and how many of those places are passed.
    escapes: Vec<u32>,
    passed: usize,
}

impl<'a> Column<'a> {
    fn new(values: &'a TextColumn) -> Self {
        let mut places = Vec::new();
        escapes(values.text.as_bytes(), &mut places);
        Column {
            values,
            escapes: places,
            passed: 0,
        }
    }

    /// Writes a value as JSON. Rows may be skipped.
    #[inline]
    fn write(&mut self, row: usize, out: &mut Vec<u8>) {
        let (start, end) = self.values.range(row);
        let value = &self.values.text[start..end];
        while self.next_escape() < start {
            self.passed += 1;
        }
        if self.next_escape() < end {
            write_string(out, value);
        } else {
            out.push(b'"');
            out.extend_from_slice(value.as_bytes());
            out.push(b'"');
        }
    }

    #[inline]
    fn next_escape(&self) -> usize {
        self.escapes
            .get(self.passed)
            .map_or(usize::MAX, |&place| place as usize)
    }
}

fn write_reject(
    out: &mut Vec<u8>,
    context: &BlockContext,
    record: u64,
    span: &Span,
    errors: &[Rc<FieldError>],
    bytes: Option<&str>,
) {
    out.extend_from_slice(b"{\"record\":");
    write_number(out, record);
    if context.name_input {
        out.extend_from_slice(b",\"input\":");
        write_string(out, context.input);
    }
    out.extend_from_slice(b",\"line\":");
    write_number(out, span.line);
    out.extend_from_slice(b",\"raw\":");
    let raw = &context.block[span.start as usize..span.end as usize];
    write_string(out, &String::from_utf8_lossy(raw));
    if let Some(bytes) = bytes {
        out.extend_from_slice(b",\"base64\":");
        write_string(out, bytes);
    }
    out.extend_from_slice(b",\"errors\":[");
    for (at, error) in errors.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b"{\"field\":" } else { b",{\"field\":" });
        write_string(out, &error.field);
        out.extend_from_slice(b",\"message\":");
        match error.found {
            None => write_string(out, &error.message),
            Some(_) => write_string(out, &error.to_string()),
        }
        out.push(b'}');
    }
    out.extend_from_slice(b"]}\n");
}
