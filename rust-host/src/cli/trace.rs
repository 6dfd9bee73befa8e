use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pipeline_host::Failure;
use pipeline_host::io_error::reason;
use pipeline_host::trace::Trace;

use super::terminal::print_note;

#[derive(Args)]
pub struct Tracing {
    /// Print the calls between the components on stderr; runs the composition with spies
    #[arg(long)]
    trace: bool,

    /// Write the calls to a file for ui.perfetto.dev or chrome://tracing
    #[arg(long, value_name = "FILE")]
    trace_file: Option<PathBuf>,
}

impl Tracing {
    pub fn file(&self) -> Option<&PathBuf> {
        self.trace_file.as_ref()
    }

    pub fn is_requested(&self) -> bool {
        self.trace || self.trace_file.is_some()
    }

    /// A trace, if one is requested.
    pub fn start(&self) -> Option<Trace> {
        self.is_requested().then(Trace::default)
    }

    /// Prints what was recorded, rendered by `show`, or writes it to a file, or both.
    pub fn end(&self, trace: Option<&Trace>, show: impl FnOnce(&Trace) -> String) -> Result<()> {
        let Some(trace) = trace else { return Ok(()) };
        if let Some(file) = &self.trace_file {
            let failed = |error| Failure::Output(format!("cannot write to `{}`: {}", file.display(), reason(&error)));
            std::fs::write(file, trace.chrome()?).map_err(failed)?;
        }
        if self.trace {
            show(trace).lines().for_each(print_note);
        }
        Ok(())
    }
}
