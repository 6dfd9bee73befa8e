//! What comes before an input's first record.

use crate::batch::Batch;
use crate::csv::Csv;
use crate::decode::{Decoder, Format, decoder};
use crate::error::{InputError, JobError};
use crate::input::BOM;
use crate::position::Position;

/// See `head` in `wit/partition.wit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub format: Format,
    pub header: String,
    pub bytes: u64,
    pub lines: u64,
    pub ignored_columns: u32,
}

/// Reads an input's beginning; `None` where more of it is needed. With `last` nothing follows.
pub fn read(
    name: &str,
    format: Option<Format>,
    beginning: &[u8],
    last: bool,
    limit: u32,
) -> Result<Option<Head>, JobError> {
    if !last && beginning.len() < BOM.len() {
        return Ok(None);
    }
    let text = beginning.strip_prefix(BOM).unwrap_or(beginning);
    let format = match format
        .or_else(|| Format::of_name(name))
        .or_else(|| Format::of_content(text))
    {
        Some(format) => format,
        None if last => Format::Csv,
        None => return Ok(None),
    };
    let mut head = Head {
        format,
        header: String::new(),
        bytes: (beginning.len() - text.len()) as u64,
        lines: 0,
        ignored_columns: 0,
    };
    if format != Format::Csv {
        return Ok(Some(head));
    }
    let mut csv = Csv::default();
    let too_long = |start| JobError::RecordTooLong {
        input: name.into(),
        position: Position::default().after(&text[..start]),
        limit,
    };
    let mut measured = Batch::new(limit as usize);
    let header = match csv.header(text, last, &mut measured) {
        Ok(header) => header,
        Err(error) => return Err(measured.too_long().map_or_else(|| failed(name, error), too_long)),
    };
    if let Some(start) = measured.too_long() {
        return Err(too_long(start));
    }
    let Some(header) = header else {
        return Ok(None);
    };
    head.header = String::from_utf8_lossy(&text[header.clone()]).into_owned();
    head.lines = memchr::memchr_iter(b'\n', &text[..header.end]).count() as u64;
    head.bytes += header.end as u64;
    head.ignored_columns = csv.ignored_columns() as u32;
    Ok(Some(head))
}

pub fn failed(name: &str, error: InputError) -> JobError {
    JobError::Input {
        input: name.into(),
        error,
    }
}

impl Head {
    /// A decoder that has read the head.
    pub fn decoder(&self) -> Result<Box<dyn Decoder>, InputError> {
        let mut decoder = decoder(self.format);
        if self.format == Format::Csv {
            let mut none = Batch::new(usize::MAX);
            decoder.decode(self.header.as_bytes(), Position::default(), true, &mut none)?;
        }
        Ok(decoder)
    }
}
