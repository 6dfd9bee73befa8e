//! The command line. The doc comments are its help.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Write invented user records: the same arguments give the same bytes, on any machine.
///
/// Names are put together at random and every address is at a domain reserved for examples. Of a thousand records,
/// `--bad` break a rule or can't be read, evenly spread over the kinds, and `--dup` repeat the e-mail address of an
/// earlier good record, one in four of them in other letter case.
#[derive(Parser, Debug)]
#[command(name = "samples", version)]
pub struct Args {
    /// How many records
    #[arg(long, value_name = "N")]
    pub rows: u64,

    /// Which of the possible files: another seed, other records
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,

    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,

    /// Bad records in a thousand
    #[arg(long, value_name = "PERMILLE", default_value_t = 30)]
    pub bad: u32,

    /// Duplicates in a thousand
    #[arg(long, value_name = "PERMILLE", default_value_t = 10)]
    pub dup: u32,

    /// Where to; `-` is stdout. A file appears when it is complete, in place of one that was there; folders that are
    /// missing are made
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub out: PathBuf,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the header `name,email,age`
    Csv,
    /// One object a line
    Ndjson,
}
