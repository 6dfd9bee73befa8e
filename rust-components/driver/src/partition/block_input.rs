//! Reads an input block by block.

use super::preamble::Preamble;
use crate::batch::Batch;
use crate::decode::Block;
use crate::decoder::Decoder;
use crate::error::JobError;
use crate::findings::Findings;
use crate::flaw::Defect;
use crate::job::JobOptions;
use crate::outcome::Outcome;
use crate::position::Position;

/// See `block-read` in `wit/partition.wit`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlockRead {
    pub bytes: u64,
    pub lines: u64,
    pub records: u64,
    pub failed: bool,
}

/// The input whose blocks are judged, and its last block.
pub struct BlockInput<Rule> {
    decoder: Box<dyn Decoder>,
    is_table: bool,
    pub bytes: Vec<u8>,
    /// Kept between blocks to reuse its memory. Lines count from the start of the block until it is judged.
    pub batch: Batch,
    pub findings: Findings,
    pub failure: Option<JobError>,
    pub step: Step<Rule>,
}

/// How far a block has come.
pub enum Step<Rule> {
    /// It was checked, or there is none.
    Checked,
    Read,
    Judged {
        start: Position,
        /// None: it has no record.
        outcome: Option<Outcome<Rule>>,
        rejected: u64,
    },
}

impl<Rule> BlockInput<Rule> {
    pub fn new(preamble: &Preamble, options: &JobOptions) -> Self {
        BlockInput {
            decoder: preamble.decoder(&options.reading.columns),
            is_table: preamble.table.is_some(),
            bytes: Vec::new(),
            batch: Batch::new(options.max_record_bytes as usize),
            findings: Findings::default(),
            failure: None,
            step: Step::Checked,
        }
    }

    pub fn read(&mut self, input: &str, bytes: Vec<u8>, last: bool) -> BlockRead {
        self.bytes = bytes;
        self.step = Step::Read;
        self.batch.clear();
        self.decoder.forget();
        let block = Block {
            input,
            bytes: &self.bytes,
            position: Position::default(),
            last,
        };
        let read = block.decode(&mut *self.decoder, &mut self.batch);
        self.findings = Findings {
            has_content: self.is_table && !self.bytes.trim_ascii().is_empty(),
            empty_rows: self.decoder.empty_rows(),
            skipped: self.decoder.skipped_keys().cloned().unwrap_or_default(),
            ..Findings::default()
        };
        let broken = self.batch.unreadable.iter();
        for one in broken.filter(|one| one.flaw.defect == Defect::InvalidUtf8) {
            let span = one.span.start as usize..one.span.end as usize;
            self.findings.not_utf8.add(&self.bytes[span]);
        }
        let records = (self.batch.rows() + self.batch.unreadable.len()) as u64;
        match read {
            Ok(bytes) => {
                self.failure = None;
                BlockRead {
                    bytes: bytes as u64,
                    lines: memchr::memchr_iter(b'\n', &self.bytes[..bytes]).count() as u64,
                    records,
                    failed: false,
                }
            }
            Err(error) => {
                self.failure = Some(error);
                BlockRead {
                    failed: true,
                    ..BlockRead::default()
                }
            }
        }
    }

    /// The block begins in this line of the input.
    pub fn begin_at(&mut self, line: u64) {
        let unreadable = self.batch.unreadable.iter_mut().map(|one| &mut one.span);
        for span in self.batch.spans.iter_mut().chain(unreadable) {
            span.line += line - 1;
        }
        self.failure = self.failure.take().map(|failure| failure.moved_by(line - 1));
    }
}
