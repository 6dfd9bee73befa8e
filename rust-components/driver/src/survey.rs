//! How many records begin in a range of an input, whichever way it begins.

use crate::csv::passage;
use crate::decode::Format;

/// See `passage` in `wit/partition.wit`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passage {
    pub skipped_bytes: u64,
    pub skipped_lines: u64,
    pub records: u64,
    pub inside: bool,
}

/// See `range-survey` in `wit/partition.wit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Survey {
    pub lines: u64,
    pub outside: Passage,
    pub inside: Passage,
}

/// Takes a range, which begins after a line feed, both ways.
pub fn survey(format: Format, range: &[u8]) -> Survey {
    let lines = memchr::memchr_iter(b'\n', range).count() as u64;
    if format != Format::Csv {
        let records = range
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')))
            .count();
        let only = Passage {
            records: records as u64,
            ..Passage::default()
        };
        return Survey {
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
        Some(_) => passage(range, true),
    };
    Survey {
        lines,
        outside: passage(range, false),
        inside,
    }
}
