//! CSV by RFC 4180, with a header.

mod header;
pub(crate) mod records;
mod text;

use std::borrow::Cow;
use std::ops::Range;

use crate::batch::{Batch, Span};
use crate::decoder::Decoder;
use crate::error::{InputError, quoted};
use crate::flaw::{Defect, Field, Flaw};
use crate::position::Position;
use crate::scan::structure;
use header::Header;
use records::{FieldSpan, Record, Records};
use text::{Text, Valid, stray_character};

#[derive(Default)]
pub struct Csv {
    header: Option<Header>,
    /// Kept between blocks to reuse their memory.
    structure: Vec<u32>,
    fields: Vec<FieldSpan>,
}

impl Decoder for Csv {
    fn decode(&mut self, block: &[u8], position: Position, last: bool, batch: &mut Batch) -> Result<usize, InputError> {
        self.structure.clear();
        structure(block, &mut self.structure);
        let mut records = Records::new(block, &self.structure, last);
        let header: &Header = match &mut self.header {
            Some(header) => header,
            missing => match read_header(&mut records, &mut self.fields, block, position, batch)? {
                Some((header, _)) => missing.insert(header),
                None => return Ok(records.consumed()),
            },
        };
        let mut valid = Valid::new(block);
        loop {
            let record = match records.next(&mut self.fields) {
                Ok(Some(record)) => record,
                Ok(None) => break,
                Err(quote) => {
                    batch.measure(records.consumed(), block.len());
                    return Err(unclosed(block, quote, position));
                }
            };
            if record.is_blank(block) {
                // Until its end is known, a long line of white space could also be a record that is too long.
                batch.measure(record.start, record.end);
                continue;
            }
            let span = Span {
                start: record.start as u32,
                end: record.end as u32,
                line: position.line + record.lines_before,
            };
            let text = valid.text(record.start, record.end);
            match text
                .map_err(Flaw::invalid_utf8)
                .and_then(|text| user(header, text, &record, &self.fields))
            {
                Ok((name, email, age)) => batch.push(&name, &email, age, span),
                Err(flaw) => batch.push_unreadable(flaw, span),
            }
        }
        Ok(records.consumed())
    }

    fn ignored_columns(&self) -> usize {
        self.header.as_ref().map_or(0, Header::ignored)
    }
}

impl Csv {
    /// Reads only the header of a block at the start of an input. Returns the range of its bytes, or `None` if it
    /// doesn't end in the block.
    pub fn header(&mut self, block: &[u8], last: bool, batch: &mut Batch) -> Result<Option<Range<usize>>, InputError> {
        self.structure.clear();
        structure(block, &mut self.structure);
        let mut records = Records::new(block, &self.structure, last);
        match read_header(&mut records, &mut self.fields, block, Position::default(), batch)? {
            Some((header, bytes)) => {
                self.header = Some(header);
                Ok(Some(bytes))
            }
            None => {
                batch.measure_rest(block, records.consumed());
                Ok(None)
            }
        }
    }
}

/// The header and its bytes, once its end is in the block.
fn read_header(
    records: &mut Records,
    fields: &mut Vec<FieldSpan>,
    block: &[u8],
    position: Position,
    batch: &mut Batch,
) -> Result<Option<(Header, Range<usize>)>, InputError> {
    loop {
        match records.next_called(fields) {
            Ok(Some(record)) => {
                batch.measure(record.start, record.end);
                if record.is_blank(block) {
                    continue;
                }
                let position = position.after(&block[..record.start]);
                let text = Valid::new(block).text(record.start, record.end);
                let header = Header::read(text, &record, fields, position)?;
                return Ok(Some((header, record.start..records.consumed())));
            }
            Ok(None) if records.last => return Err(Header::absent(position.after(block))),
            Ok(None) => return Ok(None),
            Err(quote) => {
                batch.measure(records.consumed(), block.len());
                return Err(unclosed(block, quote, position));
            }
        }
    }
}

type User<'a> = (Cow<'a, str>, Cow<'a, str>, u32);

#[inline]
fn user<'a>(header: &Header, text: Text<'a>, record: &Record, fields: &[FieldSpan]) -> Result<User<'a>, Flaw> {
    if let Some(at) = record.stray {
        return Err(stray(text.get(record.start, record.end), at - record.start));
    }
    if fields.len() != header.columns {
        return Err(Flaw {
            field: Field::Record,
            defect: Defect::WrongFieldCount,
            message: format!("Expected {} fields, found {}", header.columns, fields.len()),
            found: None,
        });
    }
    let age = text.value(&fields[header.age]);
    let age = age_from(&age).ok_or_else(|| Flaw::bad_age(&age))?;
    Ok((text.value(&fields[header.name]), text.value(&fields[header.email]), age))
}

/// A whole number in decimal digits, with spaces and tabs around it.
fn age_from(text: &str) -> Option<u32> {
    let digits = text.trim_matches([' ', '\t']);
    // `parse` would accept a leading `+`.
    if digits.starts_with('+') {
        None
    } else {
        digits.parse().ok()
    }
}

fn stray(record: &str, at: usize) -> Flaw {
    Flaw {
        field: Field::Record,
        defect: Defect::Malformed,
        message: format!(
            "Malformed CSV: expected `,` or a line end after the closing quote at byte {at} of the record"
        ),
        found: Some(quoted(stray_character(record, at))),
    }
}

fn unclosed(block: &[u8], at: usize, position: Position) -> InputError {
    InputError {
        position: position.after(&block[..at]),
        what: "the quoted field",
        found: "the end of the input".into(),
        expected: "a closing `\"`".into(),
    }
}
