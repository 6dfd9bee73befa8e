//! CSV by RFC 4180, with a header.

mod header;
mod passage;
mod records;
mod text;

use std::borrow::Cow;
use std::ops::Range;

use crate::batch::{Batch, Defect, Field, Flaw, Span};
use crate::decode::Decoder;
use crate::error::{InputError, quoted};
use crate::position::Position;
use crate::scan::structure;
use header::Header;
pub use passage::passage;
use records::{FieldSpan, Record, Records};
use text::{Text, Valid};

#[derive(Default)]
pub struct Csv {
    header: Option<Header>,
    /// Kept between blocks for their memory alone.
    structure: Vec<u32>,
    fields: Vec<FieldSpan>,
}

impl Decoder for Csv {
    fn decode(&mut self, block: &[u8], position: Position, last: bool, batch: &mut Batch) -> Result<usize, InputError> {
        self.structure.clear();
        structure(block, &mut self.structure);
        let mut valid = Valid::new(block);
        let mut records = Records::new(block, &self.structure, last);
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
                // While its end isn't there yet, a long blank line may as well be a record that is too long.
                batch.measure(record.start, record.end);
                continue;
            }
            let span = Span {
                start: record.start as u32,
                end: record.end as u32,
                line: position.line + record.lines_before,
            };
            let text = valid.text(record.start, record.end);
            match &self.header {
                None => {
                    batch.measure(record.start, record.end);
                    let position = position.after(&block[..record.start]);
                    self.header = Some(Header::read(text, &record, &self.fields, position)?);
                }
                Some(header) => match text
                    .map_err(invalid_utf8)
                    .and_then(|text| user(header, text, &record, &self.fields))
                {
                    Ok((name, email, age)) => batch.push(&name, &email, age, span),
                    Err(flaw) => batch.push_unreadable(flaw, span),
                },
            }
        }
        if last && self.header.is_none() {
            return Err(Header::absent(position.after(block)));
        }
        Ok(records.consumed())
    }

    fn ignored_columns(&self) -> usize {
        self.header.as_ref().map_or(0, Header::ignored)
    }
}

/// The flaw of a record whose byte at this offset isn't UTF-8.
pub(crate) fn invalid_utf8(offset: usize) -> Flaw {
    Flaw {
        field: Field::Record,
        defect: Defect::InvalidUtf8,
        message: format!("Not valid UTF-8 at byte {} of the record", offset + 1),
        found: None,
    }
}

impl Csv {
    /// Reads the header of a block at the start of an input, and nothing after it, and says which bytes it takes; `None`
    /// where it doesn't end there.
    pub fn header(&mut self, block: &[u8], last: bool, batch: &mut Batch) -> Result<Option<Range<usize>>, InputError> {
        self.structure.clear();
        structure(block, &mut self.structure);
        let mut records = Records::new(block, &self.structure, last);
        loop {
            match records.next_called(&mut self.fields) {
                Ok(Some(record)) => {
                    batch.measure(record.start, record.end);
                    if record.is_blank(block) {
                        continue;
                    }
                    let position = Position::default().after(&block[..record.start]);
                    let text = Valid::new(block).text(record.start, record.end);
                    self.header = Some(Header::read(text, &record, &self.fields, position)?);
                    return Ok(Some(record.start..records.consumed()));
                }
                Ok(None) if last => return Err(Header::absent(Position::default().after(block))),
                Ok(None) => {
                    batch.measure(records.consumed(), block.len() - usize::from(block.ends_with(b"\r")));
                    return Ok(None);
                }
                Err(quote) => {
                    batch.measure(records.consumed(), block.len());
                    return Err(unclosed(block, quote, Position::default()));
                }
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
    let age = age_from(&age).ok_or_else(|| bad_age(&age))?;
    Ok((text.value(&fields[header.name]), text.value(&fields[header.email]), age))
}

/// A whole number with blanks around it, in decimal digits.
fn age_from(text: &str) -> Option<u32> {
    let digits = text.trim_matches([' ', '\t']);
    // `parse` would take a leading `+`.
    if digits.starts_with('+') {
        None
    } else {
        digits.parse().ok()
    }
}

/// The flaw of an age that is no whole number.
pub(crate) fn bad_age(found: &str) -> Flaw {
    let found = match found.trim() {
        "" => "nothing".into(),
        _ => quoted(found),
    };
    Flaw {
        field: Field::Age,
        defect: Defect::InvalidNumber,
        message: format!("Age must be a whole number from 0 to {}", u32::MAX),
        found: Some(found),
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

/// The character that follows the closing quote at byte `at`.
fn stray_character(record: &str, at: usize) -> &str {
    // After a quote there is a character boundary.
    let rest = &record[at..];
    &rest[..rest.chars().next().map_or(0, char::len_utf8)]
}

fn unclosed(block: &[u8], at: usize, position: Position) -> InputError {
    InputError {
        position: position.after(&block[..at]),
        what: "the quoted field",
        found: "the end of the input".into(),
        expected: "a closing `\"`".into(),
    }
}
