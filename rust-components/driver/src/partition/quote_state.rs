//! Reads a range of CSV from one quote state: it begins inside a quoted field, or where a record may begin. Before the
//! ranges ahead of it are read, all that is known of a range is that it begins after a line feed.

use std::borrow::Cow;

use crate::csv::records::Records;
use crate::scan::structure;

/// See `passage` in `wit/partition.wit`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passage {
    pub skipped_bytes: u64,
    pub skipped_lines: u64,
    pub records: u64,
    pub inside: bool,
}

/// Reads a range, which begins `inside` a quoted field or not.
pub fn read_from(inside: bool, range: &[u8]) -> Passage {
    // With a quote before it, the rest of a quoted field is a quoted field.
    let block = match inside {
        true => Cow::from([b"\"", range].concat()),
        false => Cow::from(range),
    };
    let mut places = Vec::new();
    structure(&block, &mut places);
    let mut records = Records::new(&block, &places, true);
    let mut fields = Vec::new();
    let mut passage = Passage::default();
    let mut continued = inside;
    let skip = |passage: &mut Passage, end: usize| {
        passage.skipped_bytes = end as u64 - 1;
        passage.skipped_lines = memchr::memchr_iter(b'\n', &block[..end]).count() as u64;
    };
    loop {
        match records.next_called(&mut fields) {
            Ok(Some(_)) if continued => {
                skip(&mut passage, records.consumed());
                continued = false;
            }
            Ok(Some(record)) => passage.records += u64::from(!record.is_blank(&block)),
            Ok(None) => return passage,
            // A field that isn't closed in this range.
            Err(_) => {
                passage.inside = true;
                if continued {
                    skip(&mut passage, block.len());
                } else {
                    passage.records += 1;
                }
                return passage;
            }
        }
    }
}
