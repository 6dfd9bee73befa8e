//! CSV: RFC 4180 with a header, and its dialects.

pub(crate) mod added;
pub mod detect;
pub mod dialect;
mod header;
pub(crate) mod records;
mod text;

use crate::batch::{Batch, Span, TextColumn};
use crate::decoder::Decoder;
use crate::error::{InputError, quoted};
use crate::flaw::{Defect, Field, Flaw};
use crate::number::whole;
use crate::position::Position;
use crate::scan::structure;
use crate::trim::trim;
use added::unguarded;
use dialect::{Dialect, Marks, Plain};
pub use header::Header;
use records::{FieldSpan, Record, Records};
use text::{Text, Valid, stray_character};

/// Reads the records after the header.
pub struct Csv {
    dialect: Dialect,
    header: Header,
    empty_rows: u64,
    /// Kept between blocks to reuse their memory.
    structure: Vec<u32>,
    fields: Vec<FieldSpan>,
}

impl Decoder for Csv {
    fn decode(&mut self, block: &[u8], position: Position, last: bool, batch: &mut Batch) -> Result<usize, InputError> {
        let consumed = if self.dialect.is_plain() {
            self.decode_as(Plain, block, position, last, batch)
        } else {
            self.decode_as(self.dialect, block, position, last, batch)
        };
        if self.header.is_guarded {
            unguard(&mut batch.names);
            unguard(&mut batch.emails);
        }
        Ok(consumed)
    }

    fn ignored_columns(&self) -> usize {
        self.header.ignored()
    }

    fn forget(&mut self) {
        self.empty_rows = 0;
    }

    fn empty_rows(&self) -> u64 {
        self.empty_rows
    }
}

impl Csv {
    pub fn new(dialect: Dialect, header: Header) -> Csv {
        Csv {
            dialect,
            header,
            empty_rows: 0,
            structure: Vec::new(),
            fields: Vec::new(),
        }
    }

    fn decode_as<M: Marks>(
        &mut self,
        marks: M,
        block: &[u8],
        position: Position,
        last: bool,
        batch: &mut Batch,
    ) -> usize {
        self.structure.clear();
        structure(marks, block, &mut self.structure);
        let mut records = Records::new(marks, block, &self.structure, last);
        let mut valid = Valid::new(block);
        let reader = Reader {
            block,
            dialect: self.dialect,
            header: self.header,
            position,
        };
        let dialect = self.dialect;
        let Header {
            columns,
            places: [name, email, age],
            ..
        } = self.header;
        loop {
            let record = match records.next(&mut self.fields) {
                Ok(Some(record)) if record.end - record.start <= batch.limit() => record,
                unfinished => match reader.recover(unfinished, records, batch) {
                    Some(next) => {
                        records = next;
                        continue;
                    }
                    None => break,
                },
            };
            if record.is_empty(marks, block, &self.fields) {
                self.empty_rows += u64::from(!record.is_blank(block));
                continue;
            }
            if let Ok(text) = valid.text(record.start, record.end)
                && record.stray.is_none()
                && self.fields.len() == columns
            {
                let age = text.value(&self.fields[age], dialect);
                if let Some(age) = whole(&age) {
                    let (name, email) = (&self.fields[name], &self.fields[email]);
                    let (name, email) = (text.value(name, dialect), text.value(email, dialect));
                    batch.push(trim(&name), trim(&email), age, reader.span(&record));
                    continue;
                }
            }
            records = reader.reject(record, records, &self.fields, batch);
        }
        records.consumed()
    }
}

fn unguard(column: &mut TextColumn) {
    let mut plain = TextColumn::default();
    for row in 0..column.ends.len() {
        plain.push(trim(unguarded(column.value(row))));
    }
    *column = plain;
}

/// What is the same for all records of a block.
struct Reader<'a> {
    block: &'a [u8],
    dialect: Dialect,
    header: Header,
    position: Position,
}

impl Reader<'_> {
    #[inline]
    fn span(&self, record: &Record) -> Span {
        Span {
            start: record.start as u32,
            end: record.end as u32,
            line: self.position.line + record.lines_before,
        }
    }

    /// Rejects a record that was read to its end. If it is broken and has several lines, a quote may be missing or too
    /// many: then it ends before the next line that makes sense. Returns where to go on.
    #[cold]
    fn reject<'a, M: Marks>(
        &self,
        record: Record,
        records: Records<'a, M>,
        fields: &[FieldSpan],
        batch: &mut Batch,
    ) -> Records<'a, M> {
        let is_broken = record.stray.is_some() || fields.len() != self.header.columns;
        let has_lines = memchr::memchr(b'\n', self.bytes(record)).is_some();
        if is_broken
            && has_lines
            && let Some(next) = self.cut(record, record.end, records, batch)
        {
            return next;
        }
        let flaw = match Valid::new(&self.block[..record.end]).text(record.start, record.end) {
            Ok(text) => self.wrong(text, record, fields),
            Err(offset) => Flaw::invalid_utf8(offset, self.bytes(record)),
        };
        batch.push_unreadable(flaw, self.span(&record));
        records
    }

    /// What is wrong with a record that was read to its end.
    fn wrong(&self, text: Text, record: Record, fields: &[FieldSpan]) -> Flaw {
        if let Some(at) = record.stray {
            return stray(text.get(record.start, record.end), at - record.start, self.dialect);
        }
        if fields.len() != self.header.columns {
            return Flaw {
                field: Field::Record,
                defect: Defect::WrongFieldCount,
                message: format!("Expected {} fields, found {}", self.header.columns, fields.len()),
                found: None,
                bytes: None,
            };
        }
        let age = text.value(&fields[self.header.places[2]], self.dialect);
        Flaw::bad_age(match self.header.is_guarded {
            true => unguarded(&age),
            false => &age,
        })
    }

    /// Goes on where no complete record within the limit was found. Returns `None` if the rest of the block has to be
    /// passed again.
    #[cold]
    fn recover<'a, M: Marks>(
        &self,
        found: Result<Option<Record>, usize>,
        records: Records<'a, M>,
        batch: &mut Batch,
    ) -> Option<Records<'a, M>> {
        let limit = batch.limit();
        let (record, unclosed) = match found {
            // Over the limit.
            Ok(Some(record)) => (record, None),
            Ok(None) if records.consumed() == self.block.len() => return None,
            unfinished => {
                let rest = Record {
                    start: records.consumed(),
                    end: self.block.len(),
                    lines_before: records.lines(),
                    stray: None,
                };
                (rest, unfinished.err())
            }
        };
        // Half of a line end at the end of the block doesn't count.
        let half = usize::from(record.end == self.block.len() && self.bytes(record).ends_with(b"\r"));
        if record.end - half - record.start > limit {
            // Only the first bytes are looked at, so that it doesn't matter how much more is known.
            let next = self.cut(record, record.start + limit, records, batch);
            if next.is_none() {
                batch.measure(record.start, record.end);
            }
            return next;
        }
        let open = unclosed?;
        if let Some(next) = self.cut(record, record.end, records, batch) {
            return Some(next);
        }
        // No line after it makes sense.
        let record = Record {
            end: record.end - half,
            ..record
        };
        let flaw = self.flaw(record, open - record.start);
        batch.push_unreadable(flaw, self.span(&record));
        let lines = memchr::memchr_iter(b'\n', &self.block[record.start..]).count() as u64;
        Some(records.at(self.block.len(), record.lines_before + lines))
    }

    fn bytes(&self, record: Record) -> &[u8] {
        &self.block[record.start..record.end]
    }

    /// Ends a record before the first line that makes sense and lies before `end`, rejects it, and returns where to go on.
    fn cut<'a, M: Marks>(
        &self,
        record: Record,
        end: usize,
        records: Records<'a, M>,
        batch: &mut Batch,
    ) -> Option<Records<'a, M>> {
        let block = &self.block[..end];
        let mut lines = 0;
        for at in memchr::memchr_iter(b'\n', &block[record.start..]) {
            lines += 1;
            let line = record.start + at + 1;
            let rest = &block[line..];
            let length = match memchr::memchr(b'\n', rest) {
                Some(length) => length,
                None if end == record.end => rest.len(),
                // The rest of the line isn't looked at.
                None => return None,
            };
            if !self.makes_sense(&rest[..length]) {
                continue;
            }
            let end = record.start + at;
            let end = end - usize::from(end > record.start && block[end - 1] == b'\r');
            let broken = Record { end, ..record };
            let quote = memchr::memchr(self.dialect.quote(), self.bytes(broken));
            let flaw = self.flaw(broken, quote.unwrap_or(0));
            batch.push_unreadable(flaw, self.span(&broken));
            return Some(records.at(line, record.lines_before + lines));
        }
        None
    }

    /// What is wrong with a record whose quote at this byte isn't closed.
    fn flaw(&self, record: Record, quote: usize) -> Flaw {
        let bytes = self.bytes(record);
        if let Err(error) = simdutf8::compat::from_utf8(bytes) {
            return Flaw::invalid_utf8(error.valid_up_to(), bytes);
        }
        Flaw {
            field: Field::Record,
            defect: Defect::Malformed,
            message: format!(
                "Malformed CSV: the quote at byte {} of the record isn't closed where it should be",
                quote + 1
            ),
            found: None,
            bytes: None,
        }
    }

    /// Whether a line is clearly a record of its own: it has all fields, an age, and no quote that is out of place.
    fn makes_sense(&self, line: &[u8]) -> bool {
        let mut places = Vec::new();
        structure(self.dialect, line, &mut places);
        let mut records = Records::new(self.dialect, line, &places, true);
        let mut fields = Vec::new();
        let Ok(Some(record)) = records.next_called(&mut fields) else {
            return false;
        };
        let quotes = |field: &FieldSpan| {
            let is_quoted = field.start > record.start && Some(line[field.start - 1]) == self.dialect.quote;
            let value = &line[field.start..field.end];
            !is_quoted && !field.escaped && self.dialect.quote.is_some_and(|quote| value.contains(&quote))
        };
        let text = Valid::new(line).text(record.start, record.end);
        records.consumed() == line.len()
            && detect::is_good(self.header, text, &record, &fields, self.dialect)
            && !fields.iter().any(quotes)
    }
}

fn stray(record: &str, at: usize, dialect: Dialect) -> Flaw {
    let delimiter = char::from(dialect.delimiter).escape_default();
    Flaw {
        field: Field::Record,
        defect: Defect::Malformed,
        message: format!(
            "Malformed CSV: expected `{delimiter}` or a line end after the closing quote at byte {at} of the record"
        ),
        found: Some(quoted(stray_character(record, at))),
        bytes: None,
    }
}
