//! One input: the bytes that were fed, until they are decoded.

use std::ops::Range;
use std::rc::Rc;

use crate::batch::Batch;
use crate::decode::Block;
use crate::decoder::Decoder;
use crate::error::JobError;
use crate::flaw::Defect;
use crate::format::Format;
use crate::guess::NotUtf8;
use crate::intake::Intake;
use crate::position::Position;
use crate::reading::Reading;
use crate::start::{Known, Start};

/// The input that is being read.
pub struct Input {
    pub name: Rc<str>,
    pub records: u64,
    /// Text that isn't decoded yet.
    pub pending: Vec<u8>,
    intake: Intake,
    reading: Rc<Reading>,
    format: Option<Format>,
    /// None: the format isn't known yet.
    decoder: Option<Box<dyn Decoder>>,
    /// Lines end in CR alone; each becomes a line feed.
    carriage_returns: bool,
    /// How it is read, in words, as far as it isn't as usual.
    words: Vec<String>,
    guess: Option<String>,
    not_utf8: NotUtf8,
    /// It is a table, and something follows its header.
    has_header: bool,
    has_more: bool,
    /// How many bytes to collect before they are decoded.
    block_bytes: usize,
    /// Pending bytes to wait for before decoding is tried again.
    wanted: usize,
    /// Of the first pending byte.
    position: Position,
}

impl Input {
    pub fn new(name: String, format: Option<Format>, reading: Rc<Reading>, block_bytes: usize) -> Self {
        Input {
            name: name.into(),
            records: 0,
            pending: Vec::new(),
            intake: Intake::default(),
            reading,
            format,
            decoder: None,
            carriage_returns: false,
            words: Vec::new(),
            guess: None,
            not_utf8: NotUtf8::default(),
            has_header: false,
            has_more: false,
            block_bytes,
            wanted: block_bytes,
            position: Position::default(),
        }
    }

    pub fn add(&mut self, chunk: Vec<u8>) {
        self.intake.add(chunk);
    }

    /// Nothing follows.
    pub fn end(&mut self) {
        self.intake.end();
    }

    /// Makes text of the bytes that were added. Returns whether enough is pending to be worth decoding; otherwise all
    /// bytes are used.
    pub fn fill(&mut self) -> Result<bool, JobError> {
        loop {
            let before = self.pending.len();
            let more = self
                .intake
                .step(&self.reading, &mut self.pending)
                .map_err(|error| JobError::Input {
                    input: self.name.to_string(),
                    error,
                })?;
            if self.carriage_returns {
                replace_carriage_returns(&mut self.pending[before..]);
            }
            if self.pending.len() >= self.wanted {
                return Ok(true);
            }
            if !more {
                return Ok(false);
            }
        }
    }

    /// How many columns are not used.
    pub fn ignored_columns(&self) -> u32 {
        self.decoder
            .as_ref()
            .map_or(0, |decoder| decoder.ignored_columns() as u32)
    }

    /// How it was read, as far as it isn't as usual.
    pub fn reading(&self) -> String {
        let (compression, encoding) = self.intake.found();
        let words = compression.into_iter().chain(encoding).map(String::from);
        words.chain(self.words.iter().cloned()).collect::<Vec<_>>().join(", ")
    }

    /// What a person should know about it.
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.guess.iter().cloned().collect();
        if self.not_utf8.records > 0 && self.intake.found().1.is_none() {
            let (records, likely) = (
                plural(self.not_utf8.records, "record isn't", "records aren't"),
                self.not_utf8.likely(),
            );
            notes.push(format!(
                "{records} UTF-8, but probably {likely}; `--encoding {likely}` reads all as that"
            ));
        }
        match self.decoder.as_ref().map_or(0, |decoder| decoder.empty_rows()) {
            0 => {}
            rows => notes.push(format!("{} skipped", plural(rows, "empty row", "empty rows"))),
        }
        if self.records == 0 && self.has_header && self.has_more {
            notes.push("no record, though something follows the header".into());
        }
        notes
    }

    /// Reads the pending text, with `last` all of it, into the emptied `batch`, and returns how many bytes it read.
    /// `None` if the format isn't known yet.
    pub fn decode(&mut self, last: bool, batch: &mut Batch) -> Result<Option<usize>, JobError> {
        batch.clear();
        if self.decoder.is_none() && !self.start(last, batch.limit())? {
            self.wait();
            return Ok(None);
        }
        let Some(decoder) = &mut self.decoder else {
            return Ok(None);
        };
        self.has_more |= !self.pending.trim_ascii().is_empty();
        let block = Block {
            input: &self.name,
            bytes: &self.pending,
            position: self.position,
            last,
        };
        let decoded = block.decode(&mut **decoder, batch);
        let broken = batch
            .unreadable
            .iter()
            .filter(|one| one.flaw.defect == Defect::InvalidUtf8);
        for one in broken {
            self.not_utf8
                .add(&self.pending[one.span.start as usize..one.span.end as usize]);
        }
        decoded.map(Some)
    }

    /// Looks at the beginning. Returns false if more is needed.
    fn start(&mut self, last: bool, limit: usize) -> Result<bool, JobError> {
        loop {
            match self.known(last, limit)? {
                Known::Nothing => return Ok(false),
                Known::LongLine(before) => return Err(self.long_line(before, limit)),
                Known::CarriageReturns => self.replace_all(),
                Known::Start(start) => {
                    // The mark belongs to no line.
                    self.position = self.position.after(&self.pending[start.bom_bytes..start.bytes]);
                    self.pending.drain(..start.bytes);
                    self.decoder = Some(start.decoder);
                    self.words = start.words;
                    self.has_header = start.layout.is_some();
                    self.guess = start.layout.and_then(|layout| layout.guess);
                    return Ok(true);
                }
            }
        }
    }

    fn known(&self, last: bool, limit: usize) -> Result<Known, JobError> {
        let known = Start::of(
            &self.name,
            self.format,
            &self.reading,
            &self.pending,
            last,
            limit,
            self.carriage_returns,
        );
        known.map_err(|error| JobError::Input {
            input: self.name.to_string(),
            error,
        })
    }

    fn long_line(&self, before: Range<usize>, limit: usize) -> JobError {
        JobError::RecordTooLong {
            input: self.name.to_string(),
            position: self.position.after(&self.pending[before]),
            limit,
        }
    }

    /// Lines end in CR alone.
    fn replace_all(&mut self) {
        self.carriage_returns = true;
        replace_carriage_returns(&mut self.pending);
    }

    /// Where in the input a pending byte is.
    pub fn place(&self, offset: usize) -> Position {
        self.position.after(&self.pending[..offset])
    }

    /// Drops the first bytes.
    pub fn consume(&mut self, bytes: usize) {
        self.position = self.position.after(&self.pending[..bytes]);
        self.pending.drain(..bytes);
        self.wait();
    }

    /// Waiting for twice as much as is pending keeps the work linear if a record is longer than a block.
    fn wait(&mut self) {
        self.wanted = self.block_bytes.max(2 * self.pending.len());
    }
}

/// What the beginning of an input determines, for a run in ranges.
pub struct Beginning {
    pub start: Start,
    /// The text is the bytes of the input.
    pub is_unchanged: bool,
    /// How many line feeds come before the first record.
    pub lines: u64,
}

/// Looks at the beginning of an input. Returns `None` if more of it is needed; with `last`, nothing follows.
pub fn beginning(
    name: &str,
    format: Option<Format>,
    reading: &Rc<Reading>,
    bytes: &[u8],
    last: bool,
    limit: usize,
) -> Result<Option<Beginning>, JobError> {
    let mut input = Input::new(name.into(), format, Rc::clone(reading), usize::MAX);
    input.add(bytes.to_vec());
    if last {
        input.end();
    }
    input.fill()?;
    let is_unchanged = input.intake.is_unchanged();
    loop {
        match input.known(last, limit)? {
            Known::Nothing => return Ok(None),
            Known::LongLine(before) => return Err(input.long_line(before, limit)),
            Known::CarriageReturns => input.replace_all(),
            Known::Start(start) => {
                let before = &input.pending[start.bom_bytes..start.bytes];
                return Ok(Some(Beginning {
                    lines: memchr::memchr_iter(b'\n', before).count() as u64,
                    is_unchanged: is_unchanged && !input.carriage_returns,
                    start: *start,
                }));
            }
        }
    }
}

fn replace_carriage_returns(text: &mut [u8]) {
    for byte in text {
        if *byte == b'\r' {
            *byte = b'\n';
        }
    }
}

fn plural(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
