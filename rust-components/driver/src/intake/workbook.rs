//! Workbooks: all bytes are collected, and another component makes text of them.

use crate::error::InputError;
use crate::reading::Reading;
use crate::workbook::Sheet;

/// The first bytes of zip archives, one of which is empty, and of compound files. The other component knows which of
/// them are workbooks.
const MAGIC: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"];
/// A sheet with a million rows is well below it.
const MOST_BYTES: usize = 128 << 20;

/// A workbook on its way.
#[derive(Default)]
pub struct Workbook {
    /// None: it isn't complete yet.
    sheet: Option<Box<dyn Sheet>>,
    unpacked_bytes: u64,
}

impl Workbook {
    pub fn recognize(beginning: &[u8]) -> Option<Workbook> {
        let is_one = MAGIC.iter().any(|magic| beginning.starts_with(magic));
        is_one.then(Workbook::default)
    }

    /// Appends more text. Returns false if there is none until more bytes are added. `bytes` are all those that were
    /// added.
    pub fn step(
        &mut self,
        bytes: &mut Vec<u8>,
        ended: bool,
        reading: &Reading,
        text: &mut Vec<u8>,
    ) -> Result<bool, InputError> {
        if bytes.len() > MOST_BYTES {
            return Err(InputError::of_file(
                "the workbook",
                format!("more than {MOST_BYTES} bytes"),
                "at most that many; CSV has no such limit",
            ));
        }
        let (name, limit) = (reading.sheet.as_deref(), reading.max_unpacked_bytes);
        let sheet = match &mut self.sheet {
            Some(sheet) => sheet,
            None if !ended => return Ok(false),
            none => {
                let opened = (reading.open_sheet)(std::mem::take(bytes), name, limit);
                none.insert(opened.map_err(|error| error.of_input(name, limit))?)
            }
        };
        let piece = sheet.read().map_err(|error| error.of_input(name, limit))?;
        self.unpacked_bytes += piece.len() as u64;
        if self.unpacked_bytes > limit {
            return Err(super::too_large(limit));
        }
        text.extend_from_slice(piece.as_bytes());
        Ok(!piece.is_empty())
    }

    /// The sheet, if all bytes were there.
    pub fn sheet(&self) -> Option<&dyn Sheet> {
        self.sheet.as_deref()
    }
}
