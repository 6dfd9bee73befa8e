//! What comes before an input's first record.

use crate::batch::Batch;
use crate::csv::Csv;
use crate::decode::{Block, Start, decoder};
use crate::decoder::Decoder;
use crate::error::{InputError, JobError};
use crate::format::Format;
use crate::position::Position;

/// See `head` in `wit/partition.wit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preamble {
    pub format: Format,
    pub header: String,
    pub bytes: u64,
    pub lines: u64,
    pub ignored_columns: u32,
}

impl Preamble {
    /// Reads an input's beginning. Returns `None` if more of it is needed. With `last`, nothing follows.
    pub fn read(
        name: &str,
        format: Option<Format>,
        beginning: &[u8],
        last: bool,
        limit: usize,
    ) -> Result<Option<Preamble>, JobError> {
        let Some(Start { bom_bytes, format }) = Start::of(name, format, beginning, last) else {
            return Ok(None);
        };
        let mut preamble = Preamble {
            format,
            header: String::new(),
            bytes: bom_bytes as u64,
            lines: 0,
            ignored_columns: 0,
        };
        if format != Format::Csv {
            return Ok(Some(preamble));
        }
        let text = &beginning[bom_bytes..];
        let block = Block {
            input: name,
            bytes: text,
            position: Position::default(),
            last,
        };
        let mut csv = Csv::default();
        let mut measured = Batch::new(limit);
        let header = csv.header(text, last, &mut measured);
        let Some(header) = block.within_limit(header, &measured)? else {
            return Ok(None);
        };
        preamble.lines = memchr::memchr_iter(b'\n', &text[..header.end]).count() as u64;
        preamble.bytes += header.end as u64;
        preamble.header = String::from_utf8_lossy(&text[header]).into_owned();
        preamble.ignored_columns = csv.ignored_columns() as u32;
        Ok(Some(preamble))
    }

    /// A decoder that has read the preamble.
    pub fn decoder(&self) -> Result<Box<dyn Decoder>, InputError> {
        let mut decoder = decoder(self.format);
        if self.format == Format::Csv {
            let mut none = Batch::new(usize::MAX);
            decoder.decode(self.header.as_bytes(), Position::default(), true, &mut none)?;
        }
        Ok(decoder)
    }
}
