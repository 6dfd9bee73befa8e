//! Reads a range of CSV from one quote state: it begins inside a quoted field, or where a record may begin. Before the
//! ranges ahead of it are read, all that is known of a range is that it begins after a line feed.

use std::borrow::Cow;

use super::preamble::Table;
use crate::csv::records::Records;
use crate::scan::structure;

/// See `passage` in `wit/partition.wit`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passage {
    pub skipped_bytes: u64,
    pub skipped_lines: u64,
    pub records: u64,
    pub inside: bool,
    pub rest_fields: u32,
    pub open_fields: u32,
    pub open_bytes: u64,
    pub broken: bool,
}

/// Reads a range, which begins `inside` a quoted field or not.
pub fn read_from(inside: bool, range: &[u8], Table { dialect, header }: Table, limit: usize) -> Passage {
    // With a quote before it, the rest of a quoted field is a quoted field.
    let block = match (inside, dialect.quote) {
        (true, Some(quote)) => Cow::from([&[quote], range].concat()),
        _ => Cow::from(range),
    };
    let mut places = Vec::new();
    structure(dialect, &block, &mut places);
    let mut records = Records::new(dialect, &block, &places, true);
    let mut fields = Vec::new();
    let mut passage = Passage::default();
    let mut continued = inside;
    let skip = |passage: &mut Passage, end: usize| {
        passage.skipped_bytes = end as u64 - 1;
        passage.skipped_lines = memchr::memchr_iter(b'\n', &block[..end]).count() as u64;
    };
    loop {
        let start = records.consumed();
        match records.next_called(&mut fields) {
            Ok(Some(record)) if continued => {
                skip(&mut passage, records.consumed());
                passage.rest_fields = fields.len() as u32;
                // Where its last record ends is unknown, so are its fields.
                passage.broken |= record.stray.is_some();
                continued = false;
            }
            Ok(Some(record)) => {
                let is_empty = record.is_empty(dialect, &block, &fields);
                passage.records += u64::from(!is_empty);
                let has_lines = || memchr::memchr(b'\n', &block[record.start..record.end]).is_some();
                let is_wrong = record.stray.is_some() || fields.len() != header.columns;
                let is_long = record.end - record.start > limit;
                passage.broken |= (is_wrong || is_long) && !is_empty && has_lines();
            }
            Ok(None) => return passage,
            // A field that isn't closed in this range.
            Err(_) => {
                passage.inside = true;
                passage.open_fields = fields.len() as u32 + 1;
                passage.open_bytes = (block.len() - start) as u64;
                if continued {
                    skip(&mut passage, block.len());
                    passage.rest_fields = passage.open_fields;
                    passage.open_bytes = passage.skipped_bytes;
                } else {
                    passage.records += 1;
                }
                return passage;
            }
        }
    }
}
