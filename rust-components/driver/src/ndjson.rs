//! NDJSON: one object per line.

use crate::batch::{Batch, Span};
use crate::columns::Columns;
use crate::decoder::Decoder;
use crate::error::InputError;
use crate::object::{self, SkippedKeys};
use crate::position::Position;
use crate::scan::is_blank;

#[derive(Default)]
pub struct Ndjson {
    pub columns: Columns,
    pub skipped: SkippedKeys,
}

impl Decoder for Ndjson {
    fn decode(&mut self, block: &[u8], position: Position, last: bool, batch: &mut Batch) -> Result<usize, InputError> {
        let mut start = 0;
        let mut line = position.line;
        while start < block.len() {
            let (end, after) = match memchr::memchr(b'\n', &block[start..]) {
                Some(at) => (start + at, start + at + 1),
                None if last => (block.len(), block.len()),
                None => break,
            };
            let record = &block[start..end];
            let record = record.strip_suffix(b"\r").unwrap_or(record);
            batch.measure(start, start + record.len());
            if !is_blank(record) {
                let span = Span {
                    start: start as u32,
                    end: (start + record.len()) as u32,
                    line,
                };
                object::read_into(batch, record, &self.columns, &mut self.skipped, span);
            }
            (start, line) = (after, line + 1);
        }
        Ok(start)
    }

    fn forget(&mut self) {
        self.skipped = SkippedKeys::default();
    }

    fn skipped_keys(&self) -> Option<&SkippedKeys> {
        Some(&self.skipped)
    }
}
