//! One run: bytes in, lines out, reports at the end.

use crate::batch::Batch;
use crate::decode::Format;
use crate::encode::{self, Excess, Lines, Numbers, encode};
use crate::error::JobError;
use crate::examples::{Example, Examples};
use crate::input::Input;
use crate::life::Life;
use crate::stages::{Context, Counts, Described, Report, Source, Stages};

/// How many bytes are collected before they are decoded. Smaller blocks cost more calls per row; larger ones fall
/// out of the processor's cache between the stages.
const BLOCK_BYTES: usize = 256 * 1024;

/// See `options` in `wit/job.wit`.
#[derive(Debug, Clone)]
pub struct Options {
    pub max_record_bytes: u32,
    pub generated_at: Option<String>,
    /// Whether rejects say which input they come from.
    pub name_inputs: bool,
    /// How many rejected records the run goes on with.
    pub max_errors: Option<u64>,
    /// Bytes that are decoded together. It changes the speed, never the output.
    pub block_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            max_record_bytes: 16 * 1024 * 1024,
            generated_at: None,
            name_inputs: false,
            max_errors: None,
            block_bytes: BLOCK_BYTES,
        }
    }
}

/// What a finished run gives.
pub struct Finished<Totals> {
    pub lines: Lines,
    pub totals: Totals,
    pub examples: Vec<Example>,
    pub reports: Vec<Report>,
}

/// A run; drives its stages.
pub struct Job<S: Stages> {
    stages: S,
    options: Options,
    input: Option<Input>,
    sources: Vec<Source>,
    counts: Counts,
    /// Kept between blocks for its memory alone.
    batch: Batch,
    described: Described<S::Rule>,
    examples: Examples,
    life: Life,
}

impl<S: Stages> Job<S> {
    pub fn new(stages: S, options: Options) -> Self {
        Job {
            stages,
            input: None,
            sources: Vec::new(),
            counts: Counts::default(),
            batch: Batch::new(options.max_record_bytes as usize),
            described: Described::default(),
            examples: Examples::default(),
            life: Life::default(),
            options,
        }
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Ends the input before, if there was one, and starts the next.
    pub fn begin(&mut self, name: String, format: Option<Format>) -> Result<Lines, JobError> {
        self.life.check("begin")?;
        let lines = self.start_input(name, format);
        self.life.after(lines)
    }

    /// The next bytes of the input.
    pub fn feed(&mut self, chunk: Vec<u8>) -> Result<Lines, JobError> {
        self.life.check("feed")?;
        let lines = self.add(chunk);
        self.life.after(lines)
    }

    /// Ends the last input and the run.
    pub fn finish(&mut self) -> Result<Finished<S::Totals>, JobError> {
        self.life.check("finish")?;
        let finished = self.end();
        let finished = self.life.after(finished)?;
        self.life.end("the job is finished");
        Ok(finished)
    }

    fn start_input(&mut self, name: String, format: Option<Format>) -> Result<Lines, JobError> {
        let lines = self.end_input()?;
        self.input = Some(Input::new(name, format, self.options.block_bytes));
        Ok(lines)
    }

    fn add(&mut self, chunk: Vec<u8>) -> Result<Lines, JobError> {
        let Some(input) = &mut self.input else {
            return Err(JobError::Usage {
                call: "feed",
                reason: "no input was begun",
            });
        };
        input.add(chunk);
        if input.is_ready() {
            self.decode(false)
        } else {
            Ok(Lines::default())
        }
    }

    fn end(&mut self) -> Result<Finished<S::Totals>, JobError> {
        if self.input.is_none() {
            return Err(JobError::Usage {
                call: "finish",
                reason: "no input was begun",
            });
        }
        let lines = self.end_input()?;
        let totals = self.stages.totals();
        let Counts {
            read,
            accepted,
            rejected,
        } = S::counts(&totals);
        if self.counts != S::counts(&totals) || accepted + rejected != read {
            return Err(JobError::Unaccounted {
                read: self.counts.read,
                accepted,
                rejected,
            });
        }
        let examples = self.examples.all();
        let context = Context {
            sources: &self.sources,
            examples: &examples,
            generated_at: self.options.generated_at.as_deref(),
            max_record_bytes: self.options.max_record_bytes,
        };
        let reports = self.stages.render(&totals, &context)?;
        Ok(Finished {
            lines,
            totals,
            examples,
            reports,
        })
    }

    fn end_input(&mut self) -> Result<Lines, JobError> {
        if self.input.is_none() {
            return Ok(Lines::default());
        }
        let lines = self.decode(true)?;
        if let Some(input) = self.input.take() {
            self.sources.push(Source {
                ignored_columns: input.ignored_columns(),
                name: input.name.to_string(),
                records: input.records,
            });
        }
        Ok(lines)
    }

    /// Decodes and judges what is pending; with `last`, all of it.
    fn decode(&mut self, last: bool) -> Result<Lines, JobError> {
        let mut lines = Lines::default();
        let Some(input) = &mut self.input else {
            return Ok(lines);
        };
        match input.decode(last, &mut self.batch, self.options.max_record_bytes) {
            Ok(None) => {}
            Ok(Some(consumed)) => {
                self.judge(&mut lines)?;
                if let Some(input) = &mut self.input {
                    input.consume(consumed);
                }
            }
            Err(error) if self.options.max_errors.is_none() => return Err(error),
            // A record before it may be one reject too many: with smaller blocks that would have been seen first.
            Err(error) => match self.judge(&mut lines) {
                Err(earlier) if earlier.position() < error.position() => return Err(earlier),
                _ => return Err(error),
            },
        }
        Ok(lines)
    }

    /// Judges the batch.
    fn judge(&mut self, lines: &mut Lines) -> Result<(), JobError> {
        let Some(input) = self.input.as_mut().filter(|_| !self.batch.is_empty()) else {
            return Ok(());
        };
        let outcome = self.stages.process(&mut self.batch)?;
        let limit = self.options.max_errors.unwrap_or(u64::MAX);
        let context = encode::Context {
            block: &input.pending,
            input: &input.name,
            numbers: Numbers::From(self.counts.read + 1),
            name_input: self.options.name_inputs,
            spare: limit - self.counts.rejected,
        };
        let mut describe = |rule| self.described.of(rule, &mut self.stages);
        let written = encode(
            &self.batch,
            &outcome,
            &context,
            &mut describe,
            lines,
            &mut self.examples,
        );
        if let Some(Excess { start, error }) = written.excess {
            return Err(JobError::TooManyErrors {
                input: input.name.to_string(),
                position: input.place(start),
                limit,
                field: error.field.to_string(),
                message: error.to_string(),
            });
        }
        input.records += written.accepted + written.rejected;
        self.counts.read += written.accepted + written.rejected;
        self.counts.accepted += written.accepted;
        self.counts.rejected += written.rejected;
        Ok(())
    }
}
