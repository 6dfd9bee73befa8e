//! What applies to every input, whether it is read as a whole or in ranges: byte order mark, format, record limit.

use crate::batch::Batch;
use crate::csv::Csv;
use crate::decoder::Decoder;
use crate::error::{InputError, JobError};
use crate::format::Format;
use crate::json::Json;
use crate::ndjson::Ndjson;
use crate::position::Position;

/// The byte order mark of UTF-8. It belongs neither to the first record nor to its line.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What the beginning of an input determines.
pub struct Start {
    /// The length of the byte order mark, 0 without one.
    pub bom_bytes: usize,
    pub format: Format,
}

impl Start {
    /// Returns `None` if more of the input is needed. With `last`, nothing follows.
    pub fn of(name: &str, format: Option<Format>, beginning: &[u8], last: bool) -> Option<Start> {
        if !last && beginning.len() < BOM.len() {
            return None;
        }
        let text = beginning.strip_prefix(BOM).unwrap_or(beginning);
        let format = format
            .or_else(|| Format::of_name(name))
            .or_else(|| Format::of_content(text))
            .or(last.then_some(Format::Csv))?;
        Some(Start {
            bom_bytes: beginning.len() - text.len(),
            format,
        })
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

/// Some bytes of an input.
pub struct Block<'a> {
    /// The name of the input.
    pub input: &'a str,
    pub bytes: &'a [u8],
    /// Where in the input they begin.
    pub position: Position,
    /// Nothing follows them.
    pub last: bool,
}

impl Block<'_> {
    /// Reads the complete records into `batch`, and returns their length in bytes.
    pub fn decode(&self, decoder: &mut dyn Decoder, batch: &mut Batch) -> Result<usize, JobError> {
        let decoded = decoder.decode(self.bytes, self.position, self.last, batch);
        if let Ok(consumed) = decoded {
            batch.measure_rest(self.bytes, consumed);
        }
        self.within_limit(decoded, batch)
    }

    /// Passes on the result of a decoder, unless a record is over the limit. Such a record comes before anything that
    /// is wrong after it, however the input was split.
    pub fn within_limit<T>(&self, decoded: Result<T, InputError>, batch: &Batch) -> Result<T, JobError> {
        if let Some(start) = batch.too_long() {
            return Err(JobError::RecordTooLong {
                input: self.input.into(),
                position: self.position.after(&self.bytes[..start]),
                limit: batch.limit(),
            });
        }
        decoded.map_err(|error| JobError::Input {
            input: self.input.into(),
            error,
        })
    }
}
