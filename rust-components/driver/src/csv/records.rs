//! Cuts a block into records and fields.

use crate::scan::is_blank;

/// A field's value in the block; for a quoted field, the text between the quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpan {
    pub start: usize,
    pub end: usize,
    /// It contains doubled quotes.
    pub escaped: bool,
}

/// A record in the block.
#[derive(Debug)]
pub struct Record {
    pub start: usize,
    /// Without its line end.
    pub end: usize,
    /// How many line feeds of the block come before it.
    pub lines_before: u64,
    /// The position after a closing quote that something other than `,` or a line end follows, if there is one.
    pub stray: Option<usize>,
}

impl Record {
    /// Whether it is a line of white space.
    #[inline]
    pub fn is_blank(&self, block: &[u8]) -> bool {
        is_blank(&block[self.start..self.end])
    }
}

/// The records of a block, one after the other.
pub struct Records<'a> {
    block: &'a [u8],
    /// Positions of each `,`, `"` and line feed.
    structure: &'a [u32],
    next: usize,
    start: usize,
    lines: u64,
    /// Nothing follows the block.
    pub last: bool,
}

impl<'a> Records<'a> {
    pub fn new(block: &'a [u8], structure: &'a [u32], last: bool) -> Self {
        Records {
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
            match self.block[at] {
                b',' => {
                    fields.push(end_field(quoted.take(), field_start, at, &mut record));
                    field_start = at + 1;
                }
                b'\n' => {
                    lines += 1;
                    record.end = self.without_carriage_return(at, field_start);
                    break at + 1;
                }
                // Anywhere else a quote is an ordinary character.
                _ if at == field_start => {
                    let Some(field) = self.quoted_field(at, &mut next, &mut lines) else {
                        return if self.last { Err(at) } else { Ok(None) };
                    };
                    quoted = Some(field);
                }
                _ => {}
            }
        };
        let end = record.end;
        fields.push(end_field(quoted, field_start, end, &mut record));
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
        loop {
            let at = *self.structure.get(*next)? as usize;
            *next += 1;
            match self.block[at] {
                b'\n' => *lines += 1,
                b'"' if self.block.get(at + 1) == Some(&b'"') => {
                    escaped = true;
                    *next += 1;
                }
                b'"' => {
                    return Some(FieldSpan {
                        start: open + 1,
                        end: at,
                        escaped,
                    });
                }
                _ => {}
            }
        }
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
fn end_field(quoted: Option<FieldSpan>, start: usize, end: usize, record: &mut Record) -> FieldSpan {
    match quoted {
        None => FieldSpan {
            start,
            end,
            escaped: false,
        },
        Some(field) => {
            if field.end + 1 != end {
                record.stray.get_or_insert(field.end + 1);
            }
            field
        }
    }
}
