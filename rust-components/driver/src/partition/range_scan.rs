//! Counts the records that begin in a range of an input, for both quote states in which it can begin.

use super::quote_state::{Passage, read_from};
use crate::format::Format;
use crate::scan::is_blank;

/// See `range-survey` in `wit/partition.wit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RangeScan {
    pub lines: u64,
    pub outside: Passage,
    pub inside: Passage,
}

impl RangeScan {
    /// The range must begin after a line feed.
    pub fn of(format: Format, range: &[u8]) -> RangeScan {
        let lines = memchr::memchr_iter(b'\n', range).count() as u64;
        if format != Format::Csv {
            let records = range
                .split(|byte| *byte == b'\n')
                .filter(|line| !is_blank(line))
                .count();
            let only = Passage {
                records: records as u64,
                ..Passage::default()
            };
            return RangeScan {
                lines,
                outside: only,
                inside: only,
            };
        }
        let inside = match memchr::memchr(b'"', range) {
            // Nothing ends the field.
            None => Passage {
                skipped_bytes: range.len() as u64,
                skipped_lines: lines,
                records: 0,
                inside: true,
            },
            Some(_) => read_from(true, range),
        };
        RangeScan {
            lines,
            outside: read_from(false, range),
            inside,
        }
    }
}
