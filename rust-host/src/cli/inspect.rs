use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use inspector::{Graph, file, render};
use pipeline_host::failure::{self, Failure};

use super::terminal::print_line;

/// Show the components in a composition, which can call which, and what the host must provide
///
/// Reads the binary itself and runs nothing. Works on any component.
#[derive(Args)]
#[command(override_usage = "pipeline inspect [OPTIONS] [FILE]")]
pub struct Inspect {
    /// Component to inspect; `-` is standard input [default: the one that --component names]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Tree)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Tree,
    Json,
    Mermaid,
}

impl Inspect {
    pub fn execute(self, component: impl FnOnce() -> Result<PathBuf>) -> Result<ExitCode> {
        let file = self.file.map_or_else(component, Ok)?;
        let graph = read(&file, "inspect")?;
        let text = match self.format {
            Format::Tree => render::tree(&graph),
            Format::Json => render::json(&graph)?,
            Format::Mermaid => render::mermaid(&graph),
        };
        print_line(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The graph of a file. `verb` is for the message if it can't be read.
pub fn read(path: &Path, verb: &str) -> Result<Graph> {
    let doing = format!("{verb} `{}`", path.display());
    let wasm = file::component(path).map_err(|error| failure::of_system(Failure::Input, &doing, &error))?;
    let graph = inspector::inspect(&wasm).map_err(|error| Failure::Input(format!("cannot {doing}: {error}")));
    Ok(graph?)
}
