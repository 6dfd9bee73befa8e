//! What a component may use: the limits by name, their defaults and their ranges.

use std::fmt;
use std::ops::RangeInclusive;

/// One of the limits. Its flag is `--NAME`; its environment variable is derived from the name as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    Timeout,
    Fuel,
    Memory,
    Stack,
    Tables,
    TableElements,
    Handles,
    CallBytes,
    RecordBytes,
    ReportBytes,
}

/// The largest number that JavaScript represents exactly, so that both hosts accept the same range.
const MOST: u64 = (1 << 53) - 1;
const U32: u64 = u32::MAX as u64;
const MIB: u64 = 1 << 20;

impl Limit {
    /// In the order in which help lists them.
    pub const ALL: [Limit; 10] = [
        Limit::Timeout,
        Limit::Fuel,
        Limit::Memory,
        Limit::Stack,
        Limit::Tables,
        Limit::TableElements,
        Limit::Handles,
        Limit::CallBytes,
        Limit::RecordBytes,
        Limit::ReportBytes,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Limit::Timeout => "timeout",
            Limit::Fuel => "fuel",
            Limit::Memory => "max-memory",
            Limit::Stack => "max-stack",
            Limit::Tables => "max-tables",
            Limit::TableElements => "max-table-elements",
            Limit::Handles => "max-handles",
            Limit::CallBytes => "max-call-bytes",
            Limit::RecordBytes => "max-record-bytes",
            Limit::ReportBytes => "max-report-bytes",
        }
    }

    /// The environment variable that sets it: `PIPELINE_MAX_MEMORY` for `max-memory`.
    pub fn variable(self) -> String {
        format!("PIPELINE_{}", self.name().to_uppercase().replace('-', "_"))
    }

    pub fn unit(self) -> &'static str {
        match self {
            Limit::Timeout => "SECONDS",
            Limit::Fuel => "UNITS",
            Limit::Tables | Limit::TableElements | Limit::Handles => "COUNT",
            _ => "BYTES",
        }
    }

    /// The text of `--help`.
    pub fn about(self) -> &'static str {
        match self {
            Limit::Timeout => "Maximum execution time, not counting time spent waiting for input",
            Limit::Fuel => "Maximum number of execution steps, about one per instruction",
            Limit::Memory => "Maximum memory of all components together",
            Limit::Stack => "Maximum stack of calls within the component",
            Limit::Tables => "Maximum number of tables in all components together",
            Limit::TableElements => "Maximum number of table elements in all components together",
            Limit::Handles => "Maximum number of open resource handles",
            Limit::CallBytes => "Maximum size of the data that the component returns in one call",
            Limit::RecordBytes => "Maximum size of a record; a longer one ends the run",
            Limit::ReportBytes => "Maximum size of a report",
        }
    }

    /// None: unlimited.
    pub fn default(self) -> Option<u64> {
        match self {
            // How long a run takes depends on its input, and counting costs a sixth of the speed.
            Limit::Timeout | Limit::Fuel => None,
            Limit::Memory => Some(3072 * MIB),
            Limit::Stack => Some(MIB / 2),
            Limit::Tables => Some(100),
            Limit::TableElements => Some(1_000_000),
            Limit::Handles => Some(10_000),
            // A record of the greatest length, with every byte written as an escape of six.
            Limit::CallBytes => Some(128 * MIB),
            Limit::RecordBytes | Limit::ReportBytes => Some(16 * MIB),
        }
    }

    pub fn range(self) -> RangeInclusive<u64> {
        match self {
            Limit::Timeout => 1..=31_536_000,
            Limit::Fuel | Limit::Memory => 1..=MOST,
            // It is part of the calling thread's stack, which the host needs too: a main thread has 8 MiB.
            Limit::Stack => 16_384..=4 * MIB,
            _ => 1..=U32,
        }
    }
}

/// A limit that was met: which one, and what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Met {
    pub limit: Limit,
    pub allowed: u64,
}

impl fmt::Display for Met {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Met { limit, allowed } = *self;
        let name = limit.name();
        let counted = match limit {
            Limit::Timeout => format!("{allowed} s"),
            Limit::Fuel => format!("{allowed} units"),
            Limit::Memory => format!("{} in all components together", bytes(allowed)),
            Limit::Tables | Limit::TableElements | Limit::Handles => allowed.to_string(),
            Limit::CallBytes => format!("{} in one call", bytes(allowed)),
            Limit::Stack | Limit::RecordBytes | Limit::ReportBytes => bytes(allowed),
        };
        write!(out, "the limit `{name}`, {counted}")
    }
}

impl std::error::Error for Met {}

/// In the largest unit that gives a whole number.
fn bytes(count: u64) -> String {
    match count {
        1.. if count.is_multiple_of(MIB) => format!("{} MiB", count / MIB),
        1.. if count.is_multiple_of(1024) => format!("{} KiB", count / 1024),
        _ => format!("{count} B"),
    }
}

/// A number for each limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits([Option<u64>; Limit::ALL.len()]);

impl Default for Limits {
    fn default() -> Limits {
        Limits(Limit::ALL.map(Limit::default))
    }
}

impl Limits {
    /// None: unlimited, which only time and fuel can be.
    pub fn get(&self, limit: Limit) -> Option<u64> {
        self.0[limit as usize]
    }

    /// The number of a limit that is never unlimited.
    pub(crate) fn of(&self, limit: Limit) -> u64 {
        self.get(limit).or(limit.default()).unwrap_or(*limit.range().end())
    }

    pub(crate) fn met(&self, limit: Limit) -> Met {
        let allowed = self.of(limit);
        Met { limit, allowed }
    }

    /// The same with one limit changed; fails if the number is out of the limit's range.
    pub fn with(mut self, limit: Limit, number: u64) -> Result<Limits, OutOfRange> {
        if !limit.range().contains(&number) {
            return Err(OutOfRange { limit, number });
        }
        self.0[limit as usize] = Some(number);
        Ok(self)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("found {number} for `{}`, expected {} to {}", limit.name(), limit.range().start(), limit.range().end())]
pub struct OutOfRange {
    pub limit: Limit,
    pub number: u64,
}
