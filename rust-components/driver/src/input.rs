//! One input: the bytes that were fed, until they are decoded.

use std::rc::Rc;

use crate::batch::Batch;
use crate::decode::{Decoder, Format, decoder};
use crate::error::JobError;
use crate::position::Position;

/// The byte order mark of UTF-8: no part of the first record, nor of its line.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The input that is being read.
pub struct Input {
    pub name: Rc<str>,
    pub records: u64,
    /// Bytes that were fed, but not decoded yet.
    pub pending: Vec<u8>,
    format: Option<Format>,
    decoder: Option<Box<dyn Decoder>>,
    /// How many bytes to collect before they are decoded.
    block_bytes: usize,
    /// Pending bytes to wait for before decoding is tried again.
    wanted: usize,
    /// Nothing was decoded yet.
    at_start: bool,
    /// Of the first pending byte.
    position: Position,
}

impl Input {
    pub fn new(name: String, format: Option<Format>, block_bytes: usize) -> Self {
        Input {
            format: format.or_else(|| Format::of_name(&name)),
            name: name.into(),
            records: 0,
            pending: Vec::new(),
            decoder: None,
            block_bytes,
            wanted: block_bytes,
            at_start: true,
            position: Position::default(),
        }
    }

    pub fn add(&mut self, chunk: Vec<u8>) {
        if self.pending.is_empty() {
            self.pending = chunk;
        } else {
            self.pending.extend_from_slice(&chunk);
        }
    }

    /// How many columns no one asked for.
    pub fn ignored_columns(&self) -> u32 {
        self.decoder
            .as_ref()
            .map_or(0, |decoder| decoder.ignored_columns() as u32)
    }

    /// Whether enough is pending to be worth decoding.
    pub fn is_ready(&self) -> bool {
        self.pending.len() >= self.wanted
    }

    /// Reads what is pending, with `last` all of it, into the emptied `batch`, and says how many bytes that takes.
    /// `None` where the format can't be told yet.
    pub fn decode(&mut self, last: bool, batch: &mut Batch, limit: u32) -> Result<Option<usize>, JobError> {
        batch.clear();
        if self.at_start {
            if !last && self.pending.len() < BOM.len() {
                return Ok(None);
            }
            if self.pending.starts_with(BOM) {
                self.pending.drain(..BOM.len());
            }
            self.at_start = false;
        }
        if self.decoder.is_none() {
            self.decoder = match self.format.or_else(|| Format::of_content(&self.pending)) {
                Some(format) => Some(decoder(format)),
                None if last => Some(decoder(Format::Csv)),
                None => None,
            };
        }
        let Some(decoder) = &mut self.decoder else {
            self.wait();
            return Ok(None);
        };
        let decoded = decoder.decode(&self.pending, self.position, last, batch);
        // A record that is too long comes before what is wrong after it, however the input was split.
        if let Ok(consumed) = decoded {
            // A CR at the end may be half of a line end, which doesn't count.
            let end = self.pending.len() - usize::from(self.pending.ends_with(b"\r"));
            batch.measure(consumed, end.max(consumed));
        }
        if let Some(start) = batch.too_long() {
            return Err(JobError::RecordTooLong {
                input: self.name.to_string(),
                position: self.place(start),
                limit,
            });
        }
        decoded.map(Some).map_err(|error| JobError::Input {
            input: self.name.to_string(),
            error,
        })
    }

    /// Where in the input a pending byte stands.
    pub fn place(&self, offset: usize) -> Position {
        self.position.after(&self.pending[..offset])
    }

    /// Forgets the first bytes.
    pub fn consume(&mut self, bytes: usize) {
        self.position = self.position.after(&self.pending[..bytes]);
        self.pending.drain(..bytes);
        self.wait();
    }

    /// Waiting for twice what is left keeps the work linear where a record is longer than a block.
    fn wait(&mut self) {
        self.wanted = self.block_bytes.max(2 * self.pending.len());
    }
}
