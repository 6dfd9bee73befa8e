use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use pipeline_host::failure::SOME_REJECTED;
use pipeline_host::pipeline::job::{InputFormat, Options};
use pipeline_host::terminal::{inert, say};
use pipeline_host::trace::Trace;
use pipeline_host::{Pipeline, RulesFile, run};

use super::progress::Progress;
use super::trace::Tracing;

/// Checks the records of one or more files, and writes users, rejects and reports
///
/// Writes users.ndjson, rejects.ndjson, summary.json, report.html and report.md, all of them or none.
#[derive(Args)]
#[command(override_usage = "pipeline run [OPTIONS] --out <DIR> <INPUT>...")]
pub struct Run {
    /// Files to read, in this order; `-` is the standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// The folder to write to: a new or empty one, or one with an earlier run's output, which it replaces
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// How the inputs are written [default: by a file's extension, else by its first character]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,

    /// The rules to judge by [default: those that `rules` prints]
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,

    /// A date or time for the reports to show, as it stands
    #[arg(long, value_name = "TEXT")]
    generated_at: Option<String>,

    /// The longest record to take; a longer one ends the run
    #[arg(long, value_name = "BYTES", default_value_t = 16 * 1024 * 1024, value_parser = clap::value_parser!(u32).range(1..))]
    max_record_bytes: u32,

    /// Bytes to read and hand over at a time
    #[arg(long, value_name = "BYTES", default_value_t = 256 * 1024, value_parser = clap::value_parser!(u32).range(1..))]
    chunk_size: u32,

    #[command(flatten)]
    tracing: Tracing,

    /// Say nothing when all goes well
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Ndjson,
    Json,
}

impl Run {
    pub fn execute(self, load: impl FnOnce(Option<&Trace>) -> Result<Pipeline>) -> Result<ExitCode> {
        let rules = self.rules.map(|path| RulesFile::read(&path)).transpose()?;
        let (rules_name, rules) = rules.map(|rules| (rules.name, rules.text)).unzip();
        let run = run::Run {
            options: Options {
                max_record_bytes: Some(self.max_record_bytes),
                generated_at: self.generated_at,
                name_inputs: self.inputs.len() > 1,
                rules,
                rules_name,
            },
            inputs: self.inputs,
            out: self.out,
            format: self.format.map(|format| match format {
                Format::Csv => InputFormat::Csv,
                Format::Ndjson => InputFormat::Ndjson,
                Format::Json => InputFormat::Json,
            }),
            chunk_size: self.chunk_size as usize,
        };
        let trace = self.tracing.start();
        let pipeline = load(trace.as_ref())?;
        let mut progress = Progress::start(run.bytes(), self.quiet);
        let counts = run.execute(&pipeline, |bytes, counts| progress.advance(bytes, counts.read));
        progress.end();
        // A run that failed shows how far it came.
        self.tracing.end(trace.as_ref(), Trace::table)?;
        let counts = counts?;
        if !self.quiet {
            let report = run.out.join("report.html");
            say(&inert(&format!(
                "{} read, {} accepted, {} rejected: {}",
                counts.read,
                counts.accepted,
                counts.rejected,
                report.display()
            )))?;
        }
        Ok(match counts.rejected {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::from(SOME_REJECTED),
        })
    }
}
