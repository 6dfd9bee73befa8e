//! The command line. The doc comments are its help.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Write invented user records: the same arguments give the same bytes, on any machine.
///
/// Names are random, and every address is at a domain reserved for examples. Per thousand records, `--bad` break a rule
/// or can't be read, spread evenly over the kinds, and `--dup` repeat the e-mail address of an earlier good record, one
/// in four of them in different letter case.
#[derive(Parser, Debug)]
#[command(name = "samples", version)]
pub struct Args {
    /// Number of records
    #[arg(long, value_name = "N")]
    pub rows: u64,

    /// Seed; another seed gives other records
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,

    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    pub format: Format,

    /// Bad records per thousand
    #[arg(long, value_name = "PERMILLE", default_value_t = 30)]
    pub bad: u32,

    /// Duplicates per thousand
    #[arg(long, value_name = "PERMILLE", default_value_t = 10)]
    pub dup: u32,

    /// Output file; `-` is stdout. Missing folders are created
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub out: PathBuf,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the header `name,email,age`
    Csv,
    /// One object per line
    Ndjson,
}
