//! Judges one partition of a run's records.

use std::rc::Rc;

use super::block_input::BlockInput;
use super::rows::{Rows, unusable};
use crate::batch::{Batch, Span};
use crate::downstream::{DescribedRules, Downstream};
use crate::encode::{BlockContext, Lines, RecordNumbers, encode};
use crate::error::JobError;
use crate::job::JobOptions;
use crate::json_writer::write_object;
use crate::ndjson_writer::NdjsonForm;
use crate::outcome::Outcome;
use crate::phase::Phase;
use crate::reject_samples::{RejectSample, RejectSamples};

/// See `judge` in `wit/partition.wit`.
pub struct Judge<D: Downstream> {
    pub(super) downstream: D,
    pub(super) options: JobOptions,
    pub(super) input: Rc<str>,
    /// The number in the run of each record so far. The service numbers the records of this partition only.
    numbers: Vec<u64>,
    /// If it is given blocks of this input.
    pub(super) blocks: Option<BlockInput<D::Rule>>,
    pub(super) described: DescribedRules<D::Rule>,
    pub(super) samples: RejectSamples,
    pub(super) phase: Phase,
}

impl<D: Downstream> Judge<D> {
    pub fn new(downstream: D, options: JobOptions) -> Self {
        Judge {
            downstream,
            options,
            input: "".into(),
            numbers: Vec::new(),
            blocks: None,
            described: DescribedRules::default(),
            samples: RejectSamples::default(),
            phase: Phase::default(),
        }
    }

    pub fn feed(&mut self, input: &str, rows: Rows) -> Result<Lines, JobError> {
        self.phase.check("feed")?;
        let lines = self.judge(input, rows);
        self.phase.after(lines)
    }

    /// The partition's reject samples. Its totals are the service's.
    pub fn finish(&mut self) -> Result<Vec<RejectSample>, JobError> {
        self.phase.check("finish")?;
        self.phase.close("the judge is finished");
        Ok(self.samples.all())
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
        let mut outcome = self.downstream.process(&mut batch)?;
        for duplicate in &mut outcome.duplicates {
            let first = usize::try_from(duplicate.first_record).ok();
            let number = first.and_then(|first| self.numbers.get(first.checked_sub(1)?));
            duplicate.first_record =
                *number.ok_or_else(|| unusable("the service names a record that wasn't judged"))?;
        }
        let block = with_objects(&mut batch, &outcome, raws);
        let context = BlockContext {
            input: &self.input,
            numbers: RecordNumbers::Listed(&self.numbers[fed..]),
            spare: u64::MAX,
            max_age: self.downstream.max_age(),
        };
        let mut describe = |rule| self.described.of(rule, &mut self.downstream);
        let mut lines = Lines::default();
        let named = Some(&*self.input).filter(|_| self.options.name_inputs);
        let form = NdjsonForm::new(&batch, block.as_bytes(), named);
        let samples = &mut self.samples;
        encode(form, &batch, &outcome, &context, &mut describe, &mut lines, samples);
        Ok(lines)
    }
}

/// Writes rejected rows that never were text as NDJSON would have them, and appends them to `raws`.
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
