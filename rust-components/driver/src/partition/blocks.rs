//! Judges an input block by block, as one of several threads that share a store.

use super::block_input::{BlockInput, BlockRead, Step};
use super::judge::Judge;
use super::preamble::Preamble;
use crate::downstream::{Counts, Downstream};
use crate::encode::{BlockContext, Lines, RecordNumbers, Written, encode};
use crate::error::JobError;
use crate::findings::Findings;
use crate::ndjson_writer::NdjsonForm;
use crate::outcome::Outcome;
use crate::position::Position;
use crate::reject_samples::RejectSamples;

impl<D: Downstream> Judge<D> {
    /// The blocks that follow are from this input.
    pub fn begin_input(&mut self, name: &str, preamble: &Preamble) -> Result<(), JobError> {
        self.phase.check("begin an input")?;
        let answer = if preamble.splits {
            self.input = name.into();
            self.blocks = Some(BlockInput::new(preamble, &self.options));
            Ok(())
        } else {
            Err(out_of_order("begin an input", "it can't be read in blocks"))
        };
        self.phase.after(answer)
    }

    /// Reads a block, in place of the one before.
    pub fn read_block(&mut self, bytes: Vec<u8>, last: bool) -> Result<BlockRead, JobError> {
        self.phase.check("read a block")?;
        let Some(blocks) = &mut self.blocks else {
            let none = Err(out_of_order("read a block", "no input was begun"));
            return self.phase.after(none);
        };
        Ok(blocks.read(&self.input, bytes, last))
    }

    /// Judges the block that was read.
    pub fn judge_block(&mut self, record: u64, line: u64) -> Result<(Lines, Counts), JobError> {
        self.phase.check("judge a block")?;
        let judged = self.judge_read(record, line);
        self.phase.after(judged)
    }

    /// Fails if the run must end in the block that was judged. `rejected` counts the records of the blocks before.
    pub fn check_block(&mut self, rejected: u64, mut before: Findings) -> Result<Findings, JobError> {
        self.phase.check("check a block")?;
        let checked = self.check_judged(rejected);
        self.phase.after(checked)?;
        if let Some(blocks) = &self.blocks {
            before.add(&blocks.findings);
        }
        Ok(before)
    }

    fn judge_read(&mut self, record: u64, line: u64) -> Result<(Lines, Counts), JobError> {
        let Some(blocks) = self.blocks.as_mut().filter(|blocks| matches!(blocks.step, Step::Read)) else {
            return Err(out_of_order("judge a block", "none was read"));
        };
        blocks.begin_at(line);
        if self.options.max_errors.is_none()
            && let Some(failure) = blocks.failure.take()
        {
            return Err(failure);
        }
        let start = Position { line, column: 1 };
        let (mut lines, mut counts) = (Lines::default(), Counts::default());
        let mut judged = None;
        if !blocks.batch.is_empty() {
            self.downstream.number_from(record);
            let outcome = self.downstream.process(&mut blocks.batch)?;
            let written = self.encoded(&outcome, record, u64::MAX, &mut lines);
            counts = Counts {
                read: written.accepted + written.rejected,
                accepted: written.accepted,
                rejected: written.rejected,
            };
            judged = Some(outcome);
        }
        if let Some(blocks) = &mut self.blocks {
            blocks.step = Step::Judged {
                start,
                outcome: judged,
                rejected: counts.rejected,
            };
        }
        Ok((lines, counts))
    }

    fn encoded(&mut self, outcome: &Outcome<D::Rule>, record: u64, spare: u64, lines: &mut Lines) -> Written {
        let mut samples = std::mem::take(&mut self.samples);
        let written = self.encode(outcome, record, spare, lines, &mut samples);
        self.samples = samples;
        written
    }

    fn encode(
        &mut self,
        outcome: &Outcome<D::Rule>,
        record: u64,
        spare: u64,
        lines: &mut Lines,
        samples: &mut RejectSamples,
    ) -> Written {
        let Some(BlockInput { batch, bytes, .. }) = &self.blocks else {
            return Written {
                accepted: 0,
                rejected: 0,
                excess: None,
            };
        };
        let context = BlockContext {
            input: &self.input,
            numbers: RecordNumbers::From(record),
            spare,
            max_age: self.downstream.max_age(),
        };
        let (described, downstream) = (&mut self.described, &mut self.downstream);
        let mut describe = |rule| described.of(rule, downstream);
        let named = Some(&*self.input).filter(|_| self.options.name_inputs);
        let form = NdjsonForm::new(batch, bytes, named);
        encode(form, batch, outcome, &context, &mut describe, lines, samples)
    }

    fn check_judged(&mut self, before: u64) -> Result<(), JobError> {
        let Some(blocks) = &mut self.blocks else {
            return Err(out_of_order("check a block", "no input was begun"));
        };
        let step = std::mem::replace(&mut blocks.step, Step::Checked);
        let failure = blocks.failure.take();
        let Step::Judged {
            start,
            outcome,
            rejected,
        } = step
        else {
            return Err(out_of_order("check a block", "none was judged"));
        };
        if let (Some(outcome), Some(limit)) = (outcome, self.options.max_errors)
            && before + rejected > limit
        {
            let excess = self.excess(&outcome, start, limit, limit.saturating_sub(before));
            // With smaller blocks, the error that comes first would have ended the run.
            if let Some(excess) = excess
                && failure
                    .as_ref()
                    .is_none_or(|failure| excess.position() < failure.position())
            {
                return Err(excess);
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// The error if more than `spare` records of the block are rejected. They are written once more, to find the one.
    fn excess(&mut self, outcome: &Outcome<D::Rule>, start: Position, limit: u64, spare: u64) -> Option<JobError> {
        let mut samples = RejectSamples::default();
        let written = self.encode(outcome, 1, spare, &mut Lines::default(), &mut samples);
        let (excess, blocks) = (written.excess?, self.blocks.as_ref()?);
        Some(JobError::TooManyErrors {
            input: self.input.to_string(),
            position: start.after(&blocks.bytes[..excess.start]),
            limit,
            field: excess.error.field.to_string(),
            message: excess.error.to_string(),
        })
    }
}

fn out_of_order(call: &'static str, reason: &'static str) -> JobError {
    JobError::Usage { call, reason }
}
