//! One run: bytes in, lines out, reports at the end.

use std::rc::Rc;

use crate::batch::Batch;
use crate::cells::{Cutter, Shape};
use crate::csv_writer::CsvForm;
use crate::downstream::{Counts, DescribedRules, Downstream, Report, ReportContext, Source};
use crate::encode::{BlockContext, Excess, Lines, RecordNumbers, encode};
use crate::error::JobError;
use crate::format::Format;
use crate::input::Input;
use crate::ndjson_writer::{KEYS, KeptForm, NdjsonForm, kept_columns};
use crate::phase::Phase;
use crate::reading::Reading;
use crate::reject_samples::{RejectSample, RejectSamples};
use crate::sheet::Sheet;
use crate::writing::{OutputFormat, Writing};

/// How many bytes are collected before they are decoded. Smaller blocks cost more calls per row; larger ones fall
/// out of the processor's cache between the components.
pub const BLOCK_BYTES: usize = 256 * 1024;

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
    pub writing: Writing,
    /// Whether accepted users are stored.
    pub keep_users: bool,
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
            writing: Writing::default(),
            keep_users: false,
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
    /// For the records of the current input, if more of them is written than the three fields.
    cutter: Option<Cutter>,
    /// The columns of CSV, once the first input's are known.
    sheet: Option<Sheet>,
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
            cutter: None,
            sheet: None,
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
        let mut lines = self.end_input()?;
        if self.options.writing.format == OutputFormat::Csv && self.sheet.is_none() {
            // No input had a table or a record.
            self.cutter = Some(Cutter::new(Shape::Objects(Rc::clone(&self.options.reading)), &[]));
            self.open_sheet(None, &mut lines)?;
        }
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
        self.prepare(&mut lines)?;
        self.cutter = None;
        if let Some(input) = self.input.take() {
            let keep_columns = self.options.writing.keep_columns;
            self.sources.push(Source {
                ignored_columns: input.ignored_columns(keep_columns),
                column_notes: input.column_notes(keep_columns),
                reading: input.reading(),
                notes: input.notes(keep_columns),
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

    /// Gets ready to write more of the current input's records than the three fields, if that is an option.
    fn prepare(&mut self, lines: &mut Lines) -> Result<(), JobError> {
        let Writing {
            format, keep_columns, ..
        } = self.options.writing;
        if self.cutter.is_some() || (format == OutputFormat::Ndjson && !keep_columns) {
            return Ok(());
        }
        let Some(shape) = self.input.as_ref().and_then(Input::shape) else {
            return Ok(());
        };
        // The columns of an input of objects are the keys of its first record.
        let first = self.first_record();
        if first.is_none() && matches!(shape, Shape::Objects(_)) {
            return Ok(());
        }
        let taken: &[&str] = match format {
            OutputFormat::Ndjson => &KEYS,
            OutputFormat::Csv => &[],
        };
        self.cutter = Some(Cutter::new(shape, taken));
        match format {
            OutputFormat::Ndjson => Ok(()),
            OutputFormat::Csv => self.open_sheet(first, lines),
        }
    }

    /// Writes the headers before the first record, or checks that each column has a place.
    fn open_sheet(&mut self, first: Option<Vec<u8>>, lines: &mut Lines) -> Result<(), JobError> {
        let Some(cutter) = &self.cutter else {
            return Ok(());
        };
        match &self.sheet {
            None => {
                let sheet = Sheet::of(cutter, first.as_deref(), self.options.writing, self.options.name_inputs);
                sheet.write_headers(lines);
                self.sheet = Some(sheet);
                Ok(())
            }
            Some(sheet) if sheet.fits(cutter) => Ok(()),
            Some(_) => Err(JobError::Usage {
                call: "write the columns of a further input",
                reason: "the first input doesn't have all of them, and inputs aren't named",
            }),
        }
    }

    /// The first record of the batch.
    fn first_record(&self) -> Option<Vec<u8>> {
        let spans = self.batch.spans.first().into_iter();
        let spans = spans.chain(self.batch.unreadable.first().map(|flawed| &flawed.span));
        let first = spans.min_by_key(|span| span.start)?;
        let input = self.input.as_ref()?;
        Some(input.pending[first.start as usize..first.end as usize].to_vec())
    }

    /// Judges the batch.
    fn judge(&mut self, lines: &mut Lines) -> Result<(), JobError> {
        if self.batch.is_empty() {
            return Ok(());
        }
        self.prepare(lines)?;
        let Some(input) = &mut self.input else {
            return Ok(());
        };
        self.batch.kept_columns = match &mut self.cutter {
            Some(cutter) if self.options.keep_users && self.options.writing.keep_columns => {
                Some(kept_columns(&self.batch.spans, &input.pending, cutter))
            }
            _ => None,
        };
        let outcome = self.downstream.process(&mut self.batch)?;
        let limit = self.options.max_errors.unwrap_or(u64::MAX);
        let context = BlockContext {
            input: &input.name,
            numbers: RecordNumbers::From(self.counts.read + 1),
            spare: limit - self.counts.rejected,
            max_age: self.downstream.max_age(),
        };
        let mut describe = |rule| self.described.of(rule, &mut self.downstream);
        let named = Some(&*input.name).filter(|_| self.options.name_inputs);
        let (batch, samples) = (&self.batch, &mut self.samples);
        let written = match (&mut self.cutter, &self.sheet) {
            (None, _) => {
                let form = NdjsonForm::new(batch, &input.pending, named);
                encode(form, batch, &outcome, &context, &mut describe, lines, samples)
            }
            (Some(cutter), None) => {
                let plain = NdjsonForm::new(batch, &input.pending, named);
                let spans = &batch.spans;
                let form = KeptForm { plain, spans, cutter };
                encode(form, batch, &outcome, &context, &mut describe, lines, samples)
            }
            (Some(cutter), Some(sheet)) => {
                let (block, input) = (&input.pending, &*input.name);
                let form = CsvForm {
                    batch,
                    block,
                    input,
                    sheet,
                    cutter,
                };
                encode(form, batch, &outcome, &context, &mut describe, lines, samples)
            }
        };
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
