//! One run: bytes in, lines out, reports at the end.

use std::rc::Rc;

use crate::batch::Batch;
use crate::downstream::{Counts, DescribedRules, Downstream, Report, ReportContext, Source};
use crate::encode::{BlockContext, Excess, Lines, RecordNumbers, encode};
use crate::error::JobError;
use crate::format::Format;
use crate::input::Input;
use crate::phase::Phase;
use crate::reading::Reading;
use crate::reject_samples::{RejectSample, RejectSamples};

/// How many bytes are collected before they are decoded. Smaller blocks cost more calls per row; larger ones fall
/// out of the processor's cache between the components.
const BLOCK_BYTES: usize = 256 * 1024;

/// See `options` in `wit/job.wit`.
#[derive(Debug, Clone)]
pub struct JobOptions {
    pub max_record_bytes: u32,
    pub generated_at: Option<String>,
    /// Whether rejects name the input they come from.
    pub name_inputs: bool,
    /// The most rejected records with which the run continues.
    pub max_errors: Option<u64>,
    pub reading: Rc<Reading>,
    /// How many bytes are decoded together. It affects the speed, never the output.
    pub block_bytes: usize,
}

impl Default for JobOptions {
    fn default() -> Self {
        JobOptions {
            max_record_bytes: 16 * 1024 * 1024,
            generated_at: None,
            name_inputs: false,
            max_errors: None,
            reading: Rc::default(),
            block_bytes: BLOCK_BYTES,
        }
    }
}

/// The result of a finished run.
pub struct Finished<Totals> {
    pub lines: Lines,
    pub totals: Totals,
    pub sources: Vec<Source>,
    pub samples: Vec<RejectSample>,
    pub reports: Vec<Report>,
}

/// One run. It calls the downstream components.
pub struct Job<D: Downstream> {
    downstream: D,
    options: JobOptions,
    input: Option<Input>,
    sources: Vec<Source>,
    counts: Counts,
    /// Kept between blocks to reuse its memory.
    batch: Batch,
    described: DescribedRules<D::Rule>,
    samples: RejectSamples,
    phase: Phase,
}

impl<D: Downstream> Job<D> {
    pub fn new(downstream: D, options: JobOptions) -> Self {
        Job {
            downstream,
            input: None,
            sources: Vec::new(),
            counts: Counts::default(),
            batch: Batch::new(options.max_record_bytes as usize),
            described: DescribedRules::default(),
            samples: RejectSamples::default(),
            phase: Phase::default(),
            options,
        }
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Ends the previous input, if there is one, and starts the next.
    pub fn begin(&mut self, name: String, format: Option<Format>) -> Result<Lines, JobError> {
        self.phase.check("begin")?;
        let lines = self.start_input(name, format);
        self.phase.after(lines)
    }

    /// The next bytes of the input.
    pub fn feed(&mut self, chunk: Vec<u8>) -> Result<Lines, JobError> {
        self.phase.check("feed")?;
        let lines = self.add(chunk);
        self.phase.after(lines)
    }

    /// Ends the last input and the run.
    pub fn finish(&mut self) -> Result<Finished<D::Totals>, JobError> {
        self.phase.check("finish")?;
        let finished = self.end();
        let finished = self.phase.after(finished)?;
        self.phase.close("the job is finished");
        Ok(finished)
    }

    fn start_input(&mut self, name: String, format: Option<Format>) -> Result<Lines, JobError> {
        let lines = self.end_input()?;
        self.input = Some(Input::new(
            name,
            format,
            Rc::clone(&self.options.reading),
            self.options.block_bytes,
        ));
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
        let mut lines = Lines::default();
        self.decode_ready(&mut lines)?;
        Ok(lines)
    }

    /// Decodes and judges as long as a block is pending.
    fn decode_ready(&mut self, lines: &mut Lines) -> Result<(), JobError> {
        while let Some(input) = &mut self.input {
            match input.fill() {
                Ok(true) => self.decode(false, lines)?,
                Ok(false) => break,
                Err(error) => {
                    // What could still be read comes first.
                    self.decode(false, lines)?;
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<Finished<D::Totals>, JobError> {
        if self.input.is_none() {
            return Err(JobError::Usage {
                call: "finish",
                reason: "no input was begun",
            });
        }
        let lines = self.end_input()?;
        let totals = self.downstream.totals();
        let Counts {
            read,
            accepted,
            rejected,
        } = D::counts(&totals);
        if self.counts != D::counts(&totals) || accepted + rejected != read {
            return Err(JobError::Unaccounted {
                read: self.counts.read,
                accepted,
                rejected,
            });
        }
        let samples = self.samples.all();
        let context = ReportContext {
            sources: &self.sources,
            samples: &samples,
            generated_at: self.options.generated_at.as_deref(),
            max_record_bytes: self.options.max_record_bytes,
        };
        let reports = self.downstream.render(&totals, &context)?;
        Ok(Finished {
            lines,
            totals,
            sources: std::mem::take(&mut self.sources),
            samples,
            reports,
        })
    }

    fn end_input(&mut self) -> Result<Lines, JobError> {
        let mut lines = Lines::default();
        let Some(input) = &mut self.input else {
            return Ok(lines);
        };
        input.end();
        self.decode_ready(&mut lines)?;
        self.decode(true, &mut lines)?;
        if let Some(input) = self.input.take() {
            self.sources.push(Source {
                ignored_columns: input.ignored_columns(),
                reading: input.reading(),
                notes: input.notes(),
                name: input.name.to_string(),
                records: input.records,
            });
        }
        Ok(lines)
    }

    /// Decodes and judges the pending bytes; with `last`, all of them.
    fn decode(&mut self, last: bool, lines: &mut Lines) -> Result<(), JobError> {
        let Some(input) = &mut self.input else {
            return Ok(());
        };
        match input.decode(last, &mut self.batch) {
            Ok(None) => {}
            Ok(Some(consumed)) => {
                self.judge(lines)?;
                if let Some(input) = &mut self.input {
                    input.consume(consumed);
                }
            }
            Err(error) if self.options.max_errors.is_none() => return Err(error),
            // A record before it may exceed `max_errors`: with smaller blocks that error would have come first.
            Err(error) => match self.judge(lines) {
                Err(earlier) if earlier.position() < error.position() => return Err(earlier),
                _ => return Err(error),
            },
        }
        Ok(())
    }

    /// Judges the batch.
    fn judge(&mut self, lines: &mut Lines) -> Result<(), JobError> {
        let Some(input) = self.input.as_mut().filter(|_| !self.batch.is_empty()) else {
            return Ok(());
        };
        let outcome = self.downstream.process(&mut self.batch)?;
        let limit = self.options.max_errors.unwrap_or(u64::MAX);
        let context = BlockContext {
            block: &input.pending,
            input: &input.name,
            numbers: RecordNumbers::From(self.counts.read + 1),
            name_input: self.options.name_inputs,
            spare: limit - self.counts.rejected,
        };
        let mut describe = |rule| self.described.of(rule, &mut self.downstream);
        let written = encode(&self.batch, &outcome, &context, &mut describe, lines, &mut self.samples);
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
