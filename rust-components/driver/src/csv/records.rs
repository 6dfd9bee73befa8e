//! Cuts a block into records and fields.

use super::dialect::Marks;
use crate::scan::is_blank;

/// A field's value in the block; for a quoted field, the text between the quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpan {
    pub start: usize,
    pub end: usize,
    /// It contains doubled quotes or escapes.
    pub escaped: bool,
}

/// A record in the block.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    pub start: usize,
    /// Without its line end.
    pub end: usize,
    /// How many line feeds of the block come before it.
    pub lines_before: u64,
    /// The position after a closing quote that something other than a delimiter or a line end follows, if there is one.
    pub stray: Option<usize>,
}

impl Record {
    /// Whether it is a line of white space.
    pub fn is_blank(&self, block: &[u8]) -> bool {
        is_blank(&block[self.start..self.end])
    }

    /// Whether all its fields are empty or white space. Such a line isn't a record.
    #[inline]
    pub fn is_empty<M: Marks>(&self, marks: M, block: &[u8], fields: &[FieldSpan]) -> bool {
        let line = &block[self.start..self.end];
        if let Some(&first) = line.first()
            && first > b'"'
            && first != marks.delimiter()
            && first != marks.quote()
        {
            return false;
        }
        let is_none = |byte: &u8| {
            matches!(byte, b' ' | b'\t' | b'\r' | b'\n') || *byte == marks.delimiter() || *byte == marks.quote()
        };
        line.iter().all(is_none) && self.has_no_value(block, fields)
    }

    /// Quotes may be a value.
    #[cold]
    fn has_no_value(&self, block: &[u8], fields: &[FieldSpan]) -> bool {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.stray.is_none()
            && fields
                .iter()
                .all(|field| block[field.start..field.end].iter().all(is_space))
    }
}

/// The records of a block, one after the other. It is passed by value, so that a loop can keep it in registers.
#[derive(Clone, Copy)]
pub struct Records<'a, M> {
    marks: M,
    block: &'a [u8],
    /// Positions of each delimiter, quote, escape and line feed.
    structure: &'a [u32],
    next: usize,
    start: usize,
    lines: u64,
    /// Nothing follows the block.
    pub last: bool,
}

impl<'a, M: Marks> Records<'a, M> {
    pub fn new(marks: M, block: &'a [u8], structure: &'a [u32], last: bool) -> Self {
        Records {
            marks,
            block,
            structure,
            next: 0,
            start: 0,
            lines: 0,
            last,
        }
    }

    /// The length of the records so far, line ends included.
    pub fn consumed(&self) -> usize {
        self.start
    }

    /// How many line feeds came before the next record.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The same from another record on, `lines` line feeds after the start of the block.
    #[must_use]
    pub fn at(self, start: usize, lines: u64) -> Self {
        Records {
            next: self.structure.partition_point(|at| (*at as usize) < start),
            start,
            lines,
            ..self
        }
    }

    /// The next complete record, its fields in `fields`. Fails with the position of an opening quote that is
    /// never closed.
    #[inline(always)]
    pub fn next(&mut self, fields: &mut Vec<FieldSpan>) -> Result<Option<Record>, usize> {
        fields.clear();
        if self.start == self.block.len() {
            return Ok(None);
        }
        let mut record = Record {
            start: self.start,
            end: self.block.len(),
            lines_before: self.lines,
            stray: None,
        };
        let mut lines = self.lines;
        let mut next = self.next;
        let mut field_start = self.start;
        let mut quoted = None;
        let mut escaped = false;
        let after = loop {
            let Some(&at) = self.structure.get(next) else {
                if !self.last {
                    return Ok(None);
                }
                record.end = self.without_carriage_return(self.block.len(), field_start);
                break self.block.len();
            };
            let at = at as usize;
            next += 1;
            let byte = self.block[at];
            if byte == self.marks.delimiter() {
                fields.push(end_field(quoted.take(), field_start, at, escaped, &mut record));
                field_start = at + 1;
                escaped = false;
            } else if byte == b'\n' {
                lines += 1;
                record.end = self.without_carriage_return(at, field_start);
                break at + 1;
            } else if byte == self.marks.escape() {
                escaped |= self.skip_escaped(at, &mut next, &mut lines);
            } else if at == field_start {
                // Anywhere else a quote is an ordinary character.
                let Some(field) = self.quoted_field(at, &mut next, &mut lines) else {
                    return if self.last { Err(at) } else { Ok(None) };
                };
                quoted = Some(field);
            }
        };
        let end = record.end;
        fields.push(end_field(quoted, field_start, end, escaped, &mut record));
        (self.start, self.next, self.lines) = (after, next, lines);
        Ok(Some(record))
    }

    /// Like `next`, but never inlined, for callers whose speed doesn't matter.
    #[inline(never)]
    pub fn next_called(&mut self, fields: &mut Vec<FieldSpan>) -> Result<Option<Record>, usize> {
        self.next(fields)
    }

    /// The field that the quote at `open` opens; `None` if the block ends first.
    fn quoted_field(&self, open: usize, next: &mut usize, lines: &mut u64) -> Option<FieldSpan> {
        let mut escaped = false;
        let quote = self.block[open];
        loop {
            let at = *self.structure.get(*next)? as usize;
            *next += 1;
            let byte = self.block[at];
            if byte == b'\n' {
                *lines += 1;
            } else if byte == quote {
                if self.block.get(at + 1) != Some(&quote) {
                    return Some(FieldSpan {
                        start: open + 1,
                        end: at,
                        escaped,
                    });
                }
                escaped = true;
                *next += 1;
            } else if byte == self.marks.escape() {
                escaped |= self.skip_escaped(at, next, lines);
            }
        }
    }

    /// Skips the character after an escape, if it would mean something.
    fn skip_escaped(&self, at: usize, next: &mut usize, lines: &mut u64) -> bool {
        let is_next = self.structure.get(*next).is_some_and(|place| *place as usize == at + 1);
        if is_next {
            *next += 1;
            *lines += u64::from(self.block[at + 1] == b'\n');
        }
        is_next
    }

    #[inline]
    fn without_carriage_return(&self, end: usize, field_start: usize) -> usize {
        if end > field_start && self.block[end - 1] == b'\r' {
            end - 1
        } else {
            end
        }
    }
}

#[inline]
fn end_field(quoted: Option<FieldSpan>, start: usize, end: usize, escaped: bool, record: &mut Record) -> FieldSpan {
    match quoted {
        None => FieldSpan { start, end, escaped },
        Some(field) => {
            if field.end + 1 != end {
                record.stray.get_or_insert(field.end + 1);
            }
            field
        }
    }
}
