use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use pipeline_host::failure::{self, Failure};
use pipeline_host::trace::{Recorded, Trace};

use super::place::place;
use super::terminal::{inert_json, print_note};
use super::whole::whole;

/// The call with the totals of a run.
const RENDER: &str = "my:reporting/reporter@2.0.0#render";

#[derive(Args)]
pub struct Tracing {
    /// Print the calls between the components on stderr; runs the composition with spies
    #[arg(long)]
    trace: bool,

    /// Write the calls to a file for ui.perfetto.dev or chrome://tracing
    #[arg(long, value_name = "FILE", value_parser = place())]
    trace_file: Option<PathBuf>,

    /// Keep arguments and results in that file, for `replay`; they are the users' data
    #[arg(long, requires = "trace_file")]
    trace_values: bool,

    /// Maximum size of the values in that file
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 20, value_parser = whole::<u64>(1..=u64::MAX))]
    max_trace_bytes: u64,
}

impl Tracing {
    pub fn file(&self) -> Option<&PathBuf> {
        self.trace_file.as_ref()
    }

    pub fn is_requested(&self) -> bool {
        self.trace || self.trace_file.is_some()
    }

    /// A trace, if one is requested, or if it is needed for the totals.
    pub fn start(&self, totals: Option<&PathBuf>) -> Option<Trace> {
        let values = match (self.trace_values, totals) {
            (false, None) => None,
            (all, _) => Some(Recorded {
                most: self.max_trace_bytes,
                only: (!all).then_some(RENDER),
            }),
        };
        (self.is_requested() || totals.is_some()).then(|| Trace::new(values))
    }

    /// Prints what was recorded, rendered by `show`, or writes it to a file, or both.
    pub fn end(&self, trace: Option<&Trace>, show: impl FnOnce(&Trace) -> String) -> Result<()> {
        let Some(trace) = trace else { return Ok(()) };
        if let Some(file) = &self.trace_file {
            let mode = if self.trace_values { OWN } else { ANY };
            written(file, &trace.chrome()?, mode)?;
            if trace.is_cut() {
                let most = self.max_trace_bytes;
                print_note(&format!(
                    "`{}` has no values of later calls: they are over `--max-trace-bytes`, {most} B",
                    file.display()
                ));
            }
        }
        if self.trace {
            show(trace).lines().for_each(print_note);
        }
        Ok(())
    }
}

/// Writes the totals of a run and their context, if the run got as far as the reports.
pub fn write_totals(trace: Option<&Trace>, file: Option<&PathBuf>) -> Result<()> {
    let totals = trace.and_then(|trace| trace.arguments_of(RENDER));
    if let (Some(totals), Some(file)) = (totals, file) {
        written(file, totals.get(), OWN)?;
    }
    Ok(())
}

fn written(file: &Path, json: &str, mode: u32) -> Result<(), Failure> {
    write(file, &(inert_json(json) + "\n"), mode)
}

/// The mode of a new file with users' data, and of any other file.
pub const OWN: u32 = 0o600;
const ANY: u32 = 0o666;

pub fn write(file: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(mode);
    let written = options.open(file).and_then(|mut file| file.write_all(text.as_bytes()));
    let doing = || format!("write to `{}`", file.display());
    written.map_err(|error| failure::of_system(Failure::Output, &doing(), &error))
}
