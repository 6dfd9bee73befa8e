//! Records by the column, on their way from the machine that reads them to the one that judges them.

use std::rc::Rc;

use super::preamble::Preamble;
use crate::batch::{Batch, Span, TextColumn, Unreadable};
use crate::decode::Block;
use crate::error::JobError;
use crate::flaw::{Defect, Field, Flaw};
use crate::input::Input;
use crate::position::Position;
use crate::reading::Reading;

/// See `rows` in `wit/partition.wit`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rows {
    pub numbers: Vec<u64>,
    pub lines: Vec<u64>,
    pub names: TextColumn,
    pub emails: TextColumn,
    pub ages: Vec<u32>,
    pub raws: TextColumn,
    pub flaws: TextColumn,
}

/// Where a range begins in the run.
pub struct RangeStart<'a> {
    /// The name of the input.
    pub input: &'a str,
    /// The number of the first record that begins in the range.
    pub record: u64,
    /// The line of the first byte.
    pub line: u64,
}

/// Reads the records that begin in a range, up to the first error that ends the run.
pub fn decode(
    start: RangeStart,
    preamble: &Preamble,
    reading: &Rc<Reading>,
    limit: usize,
    range: &[u8],
    last: bool,
) -> (Rows, Option<JobError>) {
    if !preamble.splits {
        return decode_all(start, preamble, reading, limit, range);
    }
    let mut batch = Batch::new(limit);
    let block = Block {
        input: start.input,
        bytes: range,
        position: Position {
            line: start.line,
            column: 1,
        },
        last,
    };
    let read = block.decode(&mut *preamble.decoder(&reading.columns), &mut batch);
    (Rows::of(batch, range, start.record), read.err())
}

/// Reads a whole input.
fn decode_all(
    start: RangeStart,
    preamble: &Preamble,
    reading: &Rc<Reading>,
    limit: usize,
    bytes: &[u8],
) -> (Rows, Option<JobError>) {
    let mut input = Input::new(
        start.input.into(),
        Some(preamble.format),
        Rc::clone(reading),
        usize::MAX,
    );
    input.add(bytes.to_vec());
    input.end();
    let mut batch = Batch::new(limit);
    let filled = input.fill().err();
    let read = input.decode(filled.is_none(), &mut batch).err();
    (Rows::of(batch, &input.pending, start.record), read.or(filled))
}

impl Rows {
    /// The records of a batch in their order, readable or not.
    fn of(batch: Batch, block: &[u8], first: u64) -> Rows {
        let mut rows = Rows::default();
        let count = batch.rows() + batch.unreadable.len();
        rows.numbers.extend(first..first + count as u64);
        rows.lines.reserve(count);
        let mut unreadable = batch.unreadable.into_iter().peekable();
        let all_readable = unreadable.peek().is_none();
        for (row, span) in batch.spans.iter().enumerate() {
            while let Some(flawed) = unreadable.next_if(|flawed| flawed.before as usize == row) {
                rows.push_flawed(flawed, block);
            }
            rows.push_span(span, block);
            if !all_readable {
                rows.names.push(batch.names.value(row));
                rows.emails.push(batch.emails.value(row));
                rows.ages.push(batch.ages[row]);
            }
            rows.flaws.end_value();
        }
        for flawed in unreadable {
            rows.push_flawed(flawed, block);
        }
        if all_readable {
            (rows.names, rows.emails, rows.ages) = (batch.names, batch.emails, batch.ages);
        }
        rows
    }

    fn push_span(&mut self, span: &Span, block: &[u8]) {
        self.lines.push(span.line);
        let raw = &block[span.start as usize..span.end as usize];
        self.raws.push(&String::from_utf8_lossy(raw));
    }

    fn push_flawed(&mut self, flawed: Unreadable, block: &[u8]) {
        self.push_span(&flawed.span, block);
        self.names.end_value();
        self.emails.end_value();
        self.ages.push(0);
        write_flaw(&mut self.flaws.text, &flawed.flaw);
        self.flaws.end_value();
    }

    /// The same records as a batch, and `raws`, to which the batch's spans refer.
    pub fn into_batch(self) -> Result<(Batch, String), JobError> {
        let count = self.numbers.len();
        let even = [&self.names, &self.emails, &self.raws, &self.flaws]
            .iter()
            .all(|column| column.ends.len() == count);
        if !even || self.lines.len() != count || self.ages.len() != count {
            return Err(unusable("the columns are of unequal length"));
        }
        let mut batch = Batch::new(usize::MAX);
        let all_readable = self.flaws.text.is_empty();
        for row in 0..count {
            let (start, end) = self.raws.range(row);
            let span = Span {
                start: start as u32,
                end: end as u32,
                line: self.lines[row],
            };
            if all_readable {
                batch.spans.push(span);
                continue;
            }
            match self.flaws.value(row) {
                "" => batch.push(self.names.value(row), self.emails.value(row), self.ages[row], span),
                flaw => {
                    let flaw = read_flaw(flaw).ok_or_else(|| unusable("a flaw isn't one that `decode` wrote"))?;
                    batch.push_unreadable(flaw, span);
                }
            }
        }
        if all_readable {
            (batch.names, batch.emails, batch.ages) = (self.names, self.emails, self.ages);
        }
        Ok((batch, self.raws.text))
    }
}

pub fn unusable(reason: &'static str) -> JobError {
    JobError::Usage {
        call: "judge the rows",
        reason,
    }
}

/// `FIELD DEFECT BYTES LENGTH MESSAGE FOUND` without the last space. BYTES are in Base64; LENGTH is that of the message, in
/// bytes.
fn write_flaw(out: &mut String, flaw: &Flaw) {
    let found = flaw.found.as_deref().unwrap_or_default();
    let bytes = flaw.bytes.as_deref().unwrap_or_default();
    let (field, defect, message) = (flaw.field.name(), flaw.defect.name(), &flaw.message);
    out.push_str(&format!("{field} {defect} {bytes} {} {message}{found}", message.len()));
}

fn read_flaw(text: &str) -> Option<Flaw> {
    let mut parts = text.splitn(5, ' ');
    let (field, defect, bytes) = (parts.next()?, parts.next()?, parts.next()?);
    let (message, found) = {
        let length = parts.next()?.parse().ok()?;
        parts.next()?.split_at_checked(length)?
    };
    Some(Flaw {
        field: Field::ALL.into_iter().find(|one| one.name() == field)?,
        defect: Defect::ALL.into_iter().find(|one| one.name() == defect)?,
        message: message.into(),
        found: Some(found).filter(|found| !found.is_empty()).map(Into::into),
        bytes: Some(bytes).filter(|bytes| !bytes.is_empty()).map(Into::into),
    })
}
