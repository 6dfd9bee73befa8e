//! One input: the bytes that were fed, until they are decoded.

use std::rc::Rc;

use crate::batch::Batch;
use crate::decode::{Block, Start, decoder};
use crate::decoder::Decoder;
use crate::error::JobError;
use crate::format::Format;
use crate::position::Position;

/// The input that is being read.
pub struct Input {
    pub name: Rc<str>,
    pub records: u64,
    /// Bytes that were fed, but not decoded yet.
    pub pending: Vec<u8>,
    format: Option<Format>,
    /// None: the format isn't known yet.
    decoder: Option<Box<dyn Decoder>>,
    /// How many bytes to collect before they are decoded.
    block_bytes: usize,
    /// Pending bytes to wait for before decoding is tried again.
    wanted: usize,
    /// Of the first pending byte.
    position: Position,
}

impl Input {
    pub fn new(name: String, format: Option<Format>, block_bytes: usize) -> Self {
        Input {
            name: name.into(),
            records: 0,
            pending: Vec::new(),
            format,
            decoder: None,
            block_bytes,
            wanted: block_bytes,
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

    /// How many columns are not used.
    pub fn ignored_columns(&self) -> u32 {
        self.decoder
            .as_ref()
            .map_or(0, |decoder| decoder.ignored_columns() as u32)
    }

    /// Whether enough is pending to be worth decoding.
    pub fn is_ready(&self) -> bool {
        self.pending.len() >= self.wanted
    }

    /// Reads the pending bytes, with `last` all of them, into the emptied `batch`, and returns how many bytes it read.
    /// `None` if the format isn't known yet.
    pub fn decode(&mut self, last: bool, batch: &mut Batch) -> Result<Option<usize>, JobError> {
        batch.clear();
        let decoder = match &mut self.decoder {
            Some(decoder) => decoder,
            unknown => {
                let Some(start) = Start::of(&self.name, self.format, &self.pending, last) else {
                    self.wait();
                    return Ok(None);
                };
                self.pending.drain(..start.bom_bytes);
                unknown.insert(decoder(start.format))
            }
        };
        let block = Block {
            input: &self.name,
            bytes: &self.pending,
            position: self.position,
            last,
        };
        block.decode(&mut **decoder, batch).map(Some)
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
