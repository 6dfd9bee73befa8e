//! CSV by RFC 4180, with a header.

mod header;
mod records;

use std::borrow::Cow;

use crate::batch::{Batch, Defect, Field, Flaw, Span};
use crate::decode::Decoder;
use crate::error::{InputError, quoted};
use crate::position::Position;
use crate::scan::structure;
use header::Header;
use records::{FieldSpan, Record, Records};

#[derive(Default)]
pub struct Csv {
    header: Option<Header>,
    /// Kept between blocks for their memory alone.
    structure: Vec<u32>,
    fields: Vec<FieldSpan>,
}

impl Csv {
    /// How many columns of the input no one asked for.
    pub fn ignored_columns(&self) -> usize {
        self.header.as_ref().map_or(0, Header::ignored)
    }
}

impl Decoder for Csv {
    fn decode(&mut self, block: &[u8], position: Position, last: bool, batch: &mut Batch) -> Result<usize, InputError> {
        self.structure.clear();
        structure(block, &mut self.structure);
        let text = valid_text(block, last);
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
            let text = match text {
                Some(text) => Ok(text),
                None => own_text(block, &record),
            };
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
}

/// A part of a block that is valid UTF-8, so that spans of the block can be read from it.
#[derive(Clone, Copy)]
struct Text<'a> {
    text: &'a str,
    /// Where it starts in the block.
    base: usize,
}

impl<'a> Text<'a> {
    fn get(self, start: usize, end: usize) -> &'a str {
        &self.text[start - self.base..end - self.base]
    }

    /// A field's value.
    fn value(self, field: &FieldSpan) -> Cow<'a, str> {
        let value = self.get(field.start, field.end);
        if field.escaped {
            Cow::Owned(value.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(value)
        }
    }
}

/// All complete lines of the block at once, where they are valid: much quicker than record by record.
fn valid_text(block: &[u8], last: bool) -> Option<Text<'_>> {
    let end = if last {
        block.len()
    } else {
        memchr::memrchr(b'\n', block).map_or(0, |at| at + 1)
    };
    let text = simdutf8::basic::from_utf8(&block[..end]).ok()?;
    Some(Text { text, base: 0 })
}

/// One record of a block that isn't valid as a whole; fails with the offset of what isn't UTF-8.
fn own_text<'a>(block: &'a [u8], record: &Record) -> Result<Text<'a>, usize> {
    let text = std::str::from_utf8(&block[record.start..record.end]).map_err(|error| error.valid_up_to())?;
    Ok(Text {
        text,
        base: record.start,
    })
}

/// The flaw of a record whose byte at this offset isn't UTF-8.
pub(crate) fn invalid_utf8(offset: usize) -> Flaw {
    Flaw {
        field: Field::Record,
        defect: Defect::InvalidUtf8,
        message: format!("Not valid UTF-8 at byte {} of the record", offset + 1),
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
        message: format!("Age must be a whole number from 0 to {}, found {found}", u32::MAX),
    }
}

fn stray(record: &str, at: usize) -> Flaw {
    let found = quoted(stray_character(record, at));
    Flaw {
        field: Field::Record,
        defect: Defect::Malformed,
        message: format!(
            "Malformed CSV: expected `,` or a line end after the closing quote at byte {at} of the record, found {found}"
        ),
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
