//! What the three decoders have in common.

use crate::batch::Batch;
use crate::error::InputError;
use crate::object::SkippedKeys;
use crate::position::Position;

/// Turns blocks of one input into batches.
pub trait Decoder {
    /// Reads the complete records at the start of `block` into `batch`, and returns their length in bytes. The rest
    /// must be passed again, at the start of the next block. `position` is that of the block's first byte.
    ///
    /// With `last`, nothing follows the block: all of it is read.
    fn decode(&mut self, block: &[u8], position: Position, last: bool, batch: &mut Batch) -> Result<usize, InputError>;

    /// How many columns of the input are not used, for formats with columns.
    fn ignored_columns(&self) -> usize {
        0
    }

    /// The keys that are not used, for formats with keys.
    fn skipped_keys(&self) -> Option<&SkippedKeys> {
        None
    }

    /// Forgets the keys that are not used, and the rows that aren't records, so far.
    fn forget(&mut self) {}

    /// How many rows had only empty fields. They aren't records.
    fn empty_rows(&self) -> u64 {
        0
    }
}
