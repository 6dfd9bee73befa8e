//! What the beginning of an input looks like: how it is read, its columns, its first records, and which would be rejected.

use std::rc::Rc;

use escape::Inert;

use crate::batch::{Batch, Span};
use crate::downstream::{Counts, DescribedRules, Downstream};
use crate::encode::{BlockContext, Form, Lines, RecordNumbers, Rejected, encode};
use crate::error::JobError;
use crate::format::Format;
use crate::input::Input;
use crate::job::{BLOCK_BYTES, JobOptions};
use crate::outcome::FieldError;
use crate::reject_samples::RejectSamples;

/// How many characters of a value are shown, and how many kinds of errors.
const MOST_SHOWN: usize = 60;
const MOST_KINDS: usize = 10;

/// The beginning of an input; with `whole`, all of it. More than a block of text isn't looked at.
pub struct Beginning {
    pub name: String,
    pub format: Option<Format>,
    pub bytes: Vec<u8>,
    pub whole: bool,
}

/// See `preview` in `wit/job.wit`.
#[derive(Debug, PartialEq, Eq)]
pub struct Preview {
    pub text: String,
    pub counts: Counts,
}

pub fn peek<D: Downstream>(
    mut downstream: D,
    options: &JobOptions,
    beginning: Beginning,
    sample: u32,
) -> Result<Preview, JobError> {
    let Beginning {
        name,
        format,
        bytes,
        whole,
    } = beginning;
    let mut input = Input::new(name, format, Rc::clone(&options.reading), BLOCK_BYTES);
    input.add(bytes);
    if whole {
        input.end();
    }
    let is_all = !input.fill()? && whole;
    let mut batch = Batch::new(options.max_record_bytes as usize);
    if input.decode(is_all, &mut batch)?.is_none() {
        return Err(JobError::Unknown {
            input: input.name.to_string(),
            bytes: BLOCK_BYTES,
        });
    }
    let outcome = downstream.process(&mut batch)?;
    let context = BlockContext {
        input: &input.name,
        numbers: RecordNumbers::From(1),
        spare: u64::MAX,
        max_age: downstream.max_age(),
    };
    let mut form = Shown {
        batch: &batch,
        block: &input.pending,
        sample: sample as usize,
        records: Vec::new(),
        kinds: Vec::new(),
    };
    let mut described = DescribedRules::default();
    let mut describe = |rule| described.of(rule, &mut downstream);
    let (mut lines, mut samples) = (Lines::default(), RejectSamples::default());
    let written = encode(
        &mut form,
        &batch,
        &outcome,
        &context,
        &mut describe,
        &mut lines,
        &mut samples,
    );
    let Shown { records, kinds, .. } = form;
    input.records = written.accepted + written.rejected;
    let mut text = format!("{}: {}\n", Inert(&input.name), input.described());
    for line in input.columns_in_words() {
        text += &format!("  {line}\n");
    }
    for note in input.notes(true) {
        text += &format!("  {}\n", Inert(&note));
    }
    for record in records {
        text += &record;
    }
    let counts = Counts {
        read: input.records,
        accepted: written.accepted,
        rejected: written.rejected,
    };
    let what = match is_all {
        true => "in it",
        false => "at its beginning",
    };
    text += &format!(
        "{} {} {what}: {} would be accepted, {} rejected\n",
        counts.read,
        if counts.read == 1 { "record" } else { "records" },
        counts.accepted,
        counts.rejected
    );
    // The most frequent first; equally frequent ones in their order. They are few, and sorting takes 4 kB of code.
    let mut sorted: Vec<&Kind> = Vec::new();
    for kind in &kinds {
        let at = sorted.partition_point(|other| other.count >= kind.count);
        sorted.insert(at, kind);
    }
    for kind in sorted.into_iter().take(MOST_KINDS) {
        let FieldError { field, message, .. } = &*kind.error;
        text += &format!("  {}  {field}: {} (line {})\n", kind.count, Inert(message), kind.line);
    }
    if let Some(more @ 1..) = kinds.len().checked_sub(MOST_KINDS) {
        let kinds = if more == 1 { "kind" } else { "kinds" };
        text += &format!("  and {more} more {kinds} of error\n");
    }
    Ok(Preview { text, counts })
}

/// A kind of error that occurred.
struct Kind {
    error: Rc<FieldError>,
    count: u64,
    /// Of the first record with it.
    line: u64,
}

/// Collects what is shown.
struct Shown<'a> {
    batch: &'a Batch,
    block: &'a [u8],
    sample: usize,
    records: Vec<String>,
    kinds: Vec<Kind>,
}

impl Shown<'_> {
    fn values(&self, row: usize) -> String {
        let Batch {
            names, emails, ages, ..
        } = self.batch;
        format!(
            "{}, {}, {}",
            shown(names.value(row)),
            shown(emails.value(row)),
            ages[row]
        )
    }
}

impl Form for Shown<'_> {
    fn user(&mut self, row: usize, _: &str, _: &mut Vec<u8>) {
        if self.records.len() < self.sample {
            let record = format!("  line {}: {}\n", self.batch.spans[row].line, self.values(row));
            self.records.push(record);
        }
    }

    fn reject(&mut self, rejected: &Rejected, _: &mut Vec<u8>) {
        let Span { start, end, line } = *rejected.span;
        for error in rejected.errors {
            let is_same = |kind: &&mut Kind| kind.error.rule == error.rule && kind.error.field == error.field;
            match self.kinds.iter_mut().find(is_same) {
                Some(kind) => kind.count += 1,
                None => self.kinds.push(Kind {
                    error: Rc::clone(error),
                    count: 1,
                    line,
                }),
            }
        }
        if self.records.len() == self.sample {
            return;
        }
        let raw = String::from_utf8_lossy(&self.block[start as usize..end as usize]);
        let mut record = format!("  line {line}: {}\n", shown(&raw));
        for error in rejected.errors {
            record += &format!("    {}\n", Inert(&format!("{}: {error}", error.field)));
        }
        self.records.push(record);
    }
}

/// A value, cut if it is long.
fn shown(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        None => Inert(text).to_string(),
        Some((end, _)) => format!("{}…", Inert(&text[..end])),
    }
}
