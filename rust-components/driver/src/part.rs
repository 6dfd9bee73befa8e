//! A run in parts: judges one partition of its records, and puts the parts together.

use std::rc::Rc;

use crate::batch::{Batch, Span};
use crate::encode::{self, Lines, Numbers, encode, write_object};
use crate::error::JobError;
use crate::examples::{Example, Examples, in_order};
use crate::life::Life;
use crate::rows::{Rows, unusable};
use crate::stages::{Counts, Described, Outcome, Source, Stages};

/// Judges one partition; see `judge` in `wit/partition.wit`.
pub struct Judge<S: Stages> {
    stages: S,
    name_inputs: bool,
    input: Rc<str>,
    /// The number in the run of each record so far: the service counts those of the partition alone.
    numbers: Vec<u64>,
    described: Described<S::Rule>,
    examples: Examples,
    life: Life,
}

impl<S: Stages> Judge<S> {
    pub fn new(stages: S, name_inputs: bool) -> Self {
        Judge {
            stages,
            name_inputs,
            input: "".into(),
            numbers: Vec::new(),
            described: Described::default(),
            examples: Examples::default(),
            life: Life::default(),
        }
    }

    pub fn feed(&mut self, input: &str, rows: Rows) -> Result<Lines, JobError> {
        self.life.check("feed")?;
        let lines = self.judge(input, rows);
        self.life.after(lines)
    }

    /// The partition's examples; the stages know its totals.
    pub fn finish(&mut self) -> Result<Vec<Example>, JobError> {
        self.life.check("finish")?;
        self.life.end("the judge is finished");
        Ok(self.examples.all())
    }

    fn judge(&mut self, input: &str, rows: Rows) -> Result<Lines, JobError> {
        if *self.input != *input {
            self.input = input.into();
        }
        let fed = self.numbers.len();
        let before = self.numbers.last().copied().unwrap_or(0);
        self.numbers.extend_from_slice(&rows.numbers);
        let ascending = [before].into_iter().chain(rows.numbers.iter().copied());
        if !ascending.is_sorted_by(|one, next| one < next) {
            return Err(unusable("a record's number isn't above the one before"));
        }
        let (mut batch, raws) = rows.into_batch()?;
        let mut outcome = self.stages.process(&mut batch)?;
        for duplicate in &mut outcome.duplicates {
            let first = usize::try_from(duplicate.first_record).ok();
            let number = first.and_then(|first| self.numbers.get(first.checked_sub(1)?));
            duplicate.first_record =
                *number.ok_or_else(|| unusable("the service names a record that wasn't judged"))?;
        }
        let block = with_objects(&mut batch, &outcome, raws);
        let context = encode::Context {
            block: block.as_bytes(),
            input: &self.input,
            numbers: Numbers::Listed(&self.numbers[fed..]),
            name_input: self.name_inputs,
            spare: u64::MAX,
        };
        let mut describe = |rule| self.described.of(rule, &mut self.stages);
        let mut lines = Lines::default();
        encode(
            &batch,
            &outcome,
            &context,
            &mut describe,
            &mut lines,
            &mut self.examples,
        );
        Ok(lines)
    }
}

/// Gives rows that are rejected and never were text the form that NDJSON would have: appended to `raws`.
fn with_objects<Rule>(batch: &mut Batch, outcome: &Outcome<Rule>, raws: String) -> String {
    let mut block = raws.into_bytes();
    let violations = outcome.violations.iter().map(|(row, _)| *row);
    let duplicates = outcome.duplicates.iter().map(|duplicate| duplicate.row);
    for row in violations.chain(duplicates).map(|row| row as usize) {
        let Span { start, end, line } = batch.spans[row];
        if start != end {
            continue;
        }
        let start = block.len() as u32;
        write_object(
            &mut block,
            batch.names.value(row),
            batch.emails.value(row),
            batch.ages[row],
        );
        let end = block.len() as u32;
        batch.spans[row] = Span { start, end, line };
    }
    String::from_utf8(block).expect("JSON of text is text")
}

/// Checks that the parts have all records of the inputs, and no more rejects than are fine.
pub fn check(sources: &[Source], found: Counts, max_errors: Option<u64>) -> Result<(), JobError> {
    let Counts {
        read,
        accepted,
        rejected,
    } = found;
    let expected = sources.iter().map(|source| source.records).sum();
    if read != expected || accepted + rejected != read {
        return Err(JobError::Unaccounted {
            read: expected,
            accepted,
            rejected,
        });
    }
    match max_errors {
        Some(limit) if rejected > limit => Err(JobError::TooManyInAll { rejected, limit }),
        _ => Ok(()),
    }
}

/// The examples of a run from those of its parts: what would have been kept, had one machine seen all records. Each that
/// would have been is among its part's.
pub fn merge_examples(mut parts: Vec<Example>) -> Vec<Example> {
    in_order(&mut parts);
    let mut examples = Examples::default();
    for example in parts {
        examples.add(example.record, &example.input, example.line, &example.problems);
    }
    examples.all()
}
