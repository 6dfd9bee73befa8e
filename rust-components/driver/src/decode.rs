//! What applies to every input, whether it is read as a whole or in ranges: the record limit.

use crate::batch::Batch;
use crate::decoder::Decoder;
use crate::error::{InputError, JobError};
use crate::position::Position;

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
