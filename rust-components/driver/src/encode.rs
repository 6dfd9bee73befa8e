//! Writes the outcome of a batch: accepted users and rejects.

use std::rc::Rc;

use crate::batch::{Batch, Span, Unreadable};
use crate::flaw::Defect;
use crate::outcome::{FieldError, Outcome};
use crate::reject_samples::RejectSamples;

/// What is ready to be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub users: Vec<u8>,
    pub rejects: Vec<u8>,
}

/// What is needed to write a batch, besides its outcome.
pub struct BlockContext<'a> {
    /// The input's name.
    pub input: &'a Rc<str>,
    pub numbers: RecordNumbers<'a>,
    /// How many more records may be rejected.
    pub spare: u64,
    /// The highest age allowed, for messages.
    pub max_age: u32,
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

/// A rejected record.
pub struct Rejected<'a> {
    /// Its number in the run, from 1.
    pub number: u64,
    pub span: &'a Span,
    /// What is wrong with it; never empty.
    pub errors: &'a [Rc<FieldError>],
    /// Why it couldn't be read.
    pub defect: Option<Defect>,
    /// Its bytes in Base64, if they aren't UTF-8.
    pub bytes: Option<&'a str>,
}

/// How records are written.
pub trait Form {
    /// Appends an accepted row.
    fn user(&mut self, row: usize, id: &str, out: &mut Vec<u8>);
    fn reject(&mut self, rejected: &Rejected, out: &mut Vec<u8>);
}

impl<F: Form> Form for &mut F {
    fn user(&mut self, row: usize, id: &str, out: &mut Vec<u8>) {
        (**self).user(row, id, out);
    }

    fn reject(&mut self, rejected: &Rejected, out: &mut Vec<u8>) {
        (**self).reject(rejected, out);
    }
}

/// Appends the batch to `lines`, and offers each rejected record to the samples.
///
/// # Panics
/// If the outcome breaks the service's contract, for example by too few ids.
pub fn encode<Rule: Copy, F: Form>(
    // By value, so that its state can be kept in registers.
    mut form: F,
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
    let mut reject = |form: &mut F, record, span: &Span, errors: &[Rc<FieldError>], flawed: Option<&Unreadable>| {
        let record = context.numbers.of(record);
        if rejected == context.spare {
            let (start, error) = (span.start as usize, Rc::clone(&errors[0]));
            excess = Some(Excess { start, error });
        }
        rejected += 1;
        samples.add(record, context.input, span.line, errors);
        let rejected = Rejected {
            number: record,
            span,
            errors,
            defect: flawed.map(|flawed| flawed.flaw.defect),
            bytes: flawed.and_then(|flawed| flawed.flaw.bytes.as_deref()),
        };
        form.reject(&rejected, &mut lines.rejects);
    };

    for row in 0..batch.rows() as u32 {
        while let Some(flawed) = unreadable.next_if(|flawed| flawed.before == row) {
            reject(
                &mut form,
                record,
                &flawed.span,
                &[error_of(flawed, context.max_age)],
                Some(flawed),
            );
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
            form.user(row as usize, outcome.ids.value(accepted), &mut lines.users);
            accepted += 1;
        } else {
            reject(&mut form, record, &batch.spans[row as usize], &errors, None);
        }
        record += 1;
    }
    for flawed in unreadable {
        reject(
            &mut form,
            record,
            &flawed.span,
            &[error_of(flawed, context.max_age)],
            Some(flawed),
        );
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

fn error_of(flawed: &Unreadable, max_age: u32) -> Rc<FieldError> {
    let mut message = flawed.flaw.message.clone();
    if flawed.flaw.defect == Defect::InvalidNumber {
        message += &format!(" from 0 to {max_age}");
    }
    Rc::new(FieldError {
        field: flawed.flaw.field.name().into(),
        rule: flawed.flaw.defect.name().into(),
        message,
        found: flawed.flaw.found.clone(),
    })
}
