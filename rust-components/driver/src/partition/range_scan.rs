//! Counts the records that begin in a range of an input, for both quote states in which it can begin.

use std::rc::Rc;

use super::preamble::Preamble;
use super::quote_state::{Passage, read_from};
use super::rows::{RangeStart, decode};
use crate::reading::Reading;
use crate::scan::is_blank;

/// See `range-survey` in `wit/partition.wit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RangeScan {
    pub lines: u64,
    pub outside: Passage,
    pub inside: Passage,
}

impl RangeScan {
    /// The range must begin after a line feed. With `whole`, it is all records of an input.
    pub fn of(preamble: &Preamble, reading: &Rc<Reading>, limit: usize, range: &[u8], whole: bool) -> RangeScan {
        let lines = memchr::memchr_iter(b'\n', range).count() as u64;
        let table = match preamble.table {
            _ if whole || !preamble.splits => return RangeScan::counted(preamble, reading, limit, range, lines),
            Some(table) => table,
            None => {
                let records = range.split(|byte| *byte == b'\n');
                let records = records.filter(|line| !is_blank(line)).count() as u64;
                return RangeScan::with(lines, records);
            }
        };
        let quote = table.dialect.quote.and_then(|quote| memchr::memchr(quote, range));
        let inside = match quote {
            // Nothing ends the field.
            None => Passage {
                skipped_bytes: range.len() as u64,
                skipped_lines: lines,
                inside: true,
                rest_fields: 1,
                open_fields: 1,
                open_bytes: range.len() as u64,
                ..Passage::default()
            },
            Some(_) => read_from(true, range, table, limit),
        };
        RangeScan {
            lines,
            outside: read_from(false, range, table, limit),
            inside,
        }
    }

    /// Counts by reading.
    fn counted(preamble: &Preamble, reading: &Rc<Reading>, limit: usize, range: &[u8], lines: u64) -> RangeScan {
        let start = RangeStart {
            input: "",
            record: 1,
            line: 1,
        };
        let (rows, _) = decode(start, preamble, reading, limit, range, true);
        RangeScan::with(lines, rows.numbers.len() as u64)
    }

    fn with(lines: u64, records: u64) -> RangeScan {
        let only = Passage {
            records,
            ..Passage::default()
        };
        RangeScan {
            lines,
            outside: only,
            inside: only,
        }
    }
}
