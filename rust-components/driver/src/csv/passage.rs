//! Counts the records of a range, of which only its first byte's place is known: after a line feed.

use std::borrow::Cow;

use super::records::Records;
use crate::scan::structure;
use crate::survey::Passage;

/// Reads a range that begins inside a quoted field, or where a record may begin.
pub fn passage(range: &[u8], inside: bool) -> Passage {
    // With a quote before it, what is left of a field is one.
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
            // A field that isn't closed here.
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
