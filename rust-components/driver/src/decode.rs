//! What the three decoders have in common.

use crate::batch::Batch;
use crate::csv::Csv;
use crate::error::InputError;
use crate::json::Json;
use crate::ndjson::Ndjson;
use crate::position::Position;

/// How an input is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Ndjson,
    Json,
}

impl Format {
    /// By the extension of a name.
    pub fn of_name(name: &str) -> Option<Format> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Some(Format::Csv),
            "ndjson" | "jsonl" => Some(Format::Ndjson),
            "json" => Some(Format::Json),
            _ => None,
        }
    }

    /// By the first byte that isn't blank; `None` where there is none.
    pub fn of_content(block: &[u8]) -> Option<Format> {
        match block.iter().find(|byte| !byte.is_ascii_whitespace())? {
            b'[' => Some(Format::Json),
            b'{' => Some(Format::Ndjson),
            _ => Some(Format::Csv),
        }
    }
}

/// Turns blocks of one input into batches.
pub trait Decoder {
    /// Reads the complete records at the start of `block` into `batch`, and says how many bytes they take; the
    /// rest is given again, at the start of the next block. `position` is that of the block's first byte.
    ///
    /// With `last` nothing follows the block: all of it is read.
    fn decode(&mut self, block: &[u8], position: Position, last: bool, batch: &mut Batch) -> Result<usize, InputError>;

    /// How many columns of the input no one asked for, where it has columns.
    fn ignored_columns(&self) -> usize {
        0
    }
}

/// The decoder for a format.
pub fn decoder(format: Format) -> Box<dyn Decoder> {
    match format {
        Format::Csv => Box::new(Csv::default()),
        Format::Ndjson => Box::new(Ndjson),
        Format::Json => Box::new(Json::default()),
    }
}
