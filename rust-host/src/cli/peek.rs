use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use inspector::file::STDIN;
use pipeline_host::bindings::JobOptions;
use pipeline_host::bindings::job::InputFormat;
use pipeline_host::failure::SOME_REJECTED;
use pipeline_host::run::peek::peek;
use pipeline_host::run::pipeline::Kind;
use pipeline_host::{Failure, Limits, Pipeline, RulesFile};

use super::format::Format;
use super::limits::LimitFlags;
use super::reading::ReadingFlags;
use super::terminal::print_line;
use super::whole::whole;

/// Show how a file would be read, its first records, and which of them would be rejected
///
/// Looks at the first 256 KiB, and writes no file.
#[derive(Args)]
pub struct Peek {
    /// File to look at; `-` is standard input
    #[arg(value_name = "FILE")]
    input: PathBuf,

    /// How many records to show
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = whole::<u32>(0..=u32::MAX.into()))]
    sample: u32,

    /// Format of the file [default: by file extension, else by the first character]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,

    /// Rules file to apply; `-` is standard input [default: the rules that `rules` prints]
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,

    #[command(flatten)]
    reading: ReadingFlags,

    #[command(flatten)]
    limits: LimitFlags,
}

impl Peek {
    pub fn execute(self, load: impl FnOnce(Kind, Limits) -> Result<Pipeline>) -> Result<ExitCode> {
        if self.rules.as_deref() == Some(Path::new(STDIN)) && self.input == Path::new(STDIN) {
            let why = "cannot read the rules `-`: standard input is already an input";
            return Err(Failure::Input(why.into()).into());
        }
        let rules = self.rules.map(|path| RulesFile::read(&path)).transpose()?;
        let (rules_name, rules) = rules.map(|rules| (rules.name, rules.text)).unzip();
        let options = JobOptions {
            rules,
            rules_name,
            reading: Some(self.reading.reading()),
            ..JobOptions::default()
        };
        let format = self.format.map(InputFormat::from);
        let limits = self.limits.limits()?;
        let found = peek(&self.input, format, self.sample, &options, || load(Kind::Plain, limits))?;
        print_line(found.text.trim_end())?;
        Ok(match found.counts.rejected {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::from(SOME_REJECTED),
        })
    }
}
