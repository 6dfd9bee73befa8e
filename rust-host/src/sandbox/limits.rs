//! What a component may take: the limits by name, their defaults, and what a person may set them to.

use std::fmt;
use std::ops::RangeInclusive;

/// One of the limits. The name is that of the flag and of the line in a file.
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

/// Numbers that JavaScript knows exactly, so that both hosts take the same ones.
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

    pub fn unit(self) -> &'static str {
        match self {
            Limit::Timeout => "SECONDS",
            Limit::Fuel => "UNITS",
            Limit::Tables | Limit::TableElements | Limit::Handles => "COUNT",
            _ => "BYTES",
        }
    }

    /// What it bounds, for people.
    pub fn about(self) -> &'static str {
        match self {
            Limit::Timeout => "The time that the component may work, waiting for input aside",
            Limit::Fuel => "The steps that the component may take, about one an instruction",
            Limit::Memory => "The memory that the parts may have, all together",
            Limit::Stack => "The stack that calls within the component may take",
            Limit::Tables => "The tables that the parts may have, all together",
            Limit::TableElements => "The elements that all tables may have, all together",
            Limit::Handles => "The handles to resources that may be open at a time",
            Limit::CallBytes => "What the component may hand over in one call",
            Limit::RecordBytes => "The longest record to take; a longer one ends the run",
            Limit::ReportBytes => "The longest report to take",
        }
    }

    /// None: nothing is bounded.
    pub fn default(self) -> Option<u64> {
        match self {
            // A run takes as long as its input is large, and to count costs a sixth of the speed.
            Limit::Timeout | Limit::Fuel => None,
            Limit::Memory => Some(3072 * MIB),
            Limit::Stack => Some(MIB / 2),
            Limit::Tables => Some(100),
            Limit::TableElements => Some(1_000_000),
            Limit::Handles => Some(10_000),
            // A record of the length that is taken, each byte of which is told as six.
            Limit::CallBytes => Some(128 * MIB),
            Limit::RecordBytes | Limit::ReportBytes => Some(16 * MIB),
        }
    }

    pub fn range(self) -> RangeInclusive<u64> {
        match self {
            Limit::Timeout => 1..=31_536_000,
            Limit::Fuel | Limit::Memory => 1..=MOST,
            // The thread that calls has to have it, beside what the host needs: 8 MiB is what a main thread has.
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
            Limit::Memory => format!("{} over all parts", bytes(allowed)),
            Limit::Tables | Limit::TableElements | Limit::Handles => allowed.to_string(),
            Limit::CallBytes => format!("{} in one call", bytes(allowed)),
            Limit::Stack | Limit::RecordBytes | Limit::ReportBytes => bytes(allowed),
        };
        write!(out, "the limit `{name}`, {counted}")
    }
}

impl std::error::Error for Met {}

/// In the largest unit that takes no fraction.
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
    /// None: nothing is bounded, which only time and fuel can be.
    pub fn get(&self, limit: Limit) -> Option<u64> {
        self.0[limit as usize]
    }

    /// The number of a limit that always has one.
    pub(crate) fn of(&self, limit: Limit) -> u64 {
        self.get(limit).or(limit.default()).unwrap_or(*limit.range().end())
    }

    pub(crate) fn met(&self, limit: Limit) -> Met {
        let allowed = self.of(limit);
        Met { limit, allowed }
    }

    /// The same with one of them changed; fails where the number is out of the limit's range.
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
