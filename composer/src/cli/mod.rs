//! The verbs; one file each.

mod create;
mod inspect;
mod limits;
mod progress;
mod rules;
mod run;
mod trace;
mod verify;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use pipeline_host::failure::reason;
use pipeline_host::trace::Trace;
use pipeline_host::{Failure, Limits, Pipeline, interrupt};

/// Checks user records, gives the good ones an id, and reports on all of them.
///
/// The work is done by one WebAssembly component, made of parts in Rust, Go and Python. This host reads and writes
/// files, and nothing else.
#[derive(Parser)]
#[command(name = "pipeline", version, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,

    /// The composed component [default: build/pipeline.wasm of the checkout that this command is from]
    #[arg(long, global = true, value_name = "FILE", display_order = 900)]
    component: Option<PathBuf>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    every record was accepted
  1    some records were rejected
  2    wrong usage, or an input or rules that can't be read
  3    the component trapped or met a limit
  4    the output can't be written
  130  interrupted";

#[derive(Subcommand)]
enum Verb {
    Run(run::Run),
    Create(create::Create),
    Rules(rules::Rules),
    Inspect(inspect::Inspect),
    Verify(verify::Verify),
}

impl Cli {
    pub fn run(self) -> Result<ExitCode> {
        interrupt::install()?;
        let component = |name| self.component.clone().map_or_else(|| default_component(name), Ok);
        let load = |limits: Limits, trace: Option<&Trace>| {
            let notice = |notice: &str| eprintln!("{notice}");
            let pipeline = match trace {
                None => Pipeline::load(&component(PIPELINE)?, limits, notice),
                Some(trace) => Pipeline::load_traced(&component(TRACED)?, limits, notice, trace.clone()),
            };
            pipeline.map_err(|error| Failure::Input(format!("{error:#}")).into())
        };
        match self.verb {
            Verb::Run(run) => run.execute(load),
            Verb::Create(create) => create.execute(load),
            Verb::Rules(rules) => rules.execute(|limits| load(limits, None)),
            // These look at any component, and need none that is composed.
            Verb::Inspect(inspect) => inspect.execute(|| component(PIPELINE)),
            Verb::Verify(verify) => verify.execute(|| component(PIPELINE)),
        }
    }
}

/// Prints a line of the answer. Whoever reads it may have seen enough, as `head` has: that is no failure.
fn say(line: &str) -> Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Output(format!("cannot write to stdout: {}", reason(&error))).into())
        }
        _ => Ok(()),
    }
}

/// Compositions, as `make compose` makes them.
const PIPELINE: &str = "build/pipeline.wasm";
const TRACED: &str = "build/traced.wasm";

/// A composition, found from where this command lies: `bin/pipeline`.
fn default_component(name: &str) -> Result<PathBuf> {
    let command = std::env::current_exe().context("cannot tell where this command lies")?;
    let checkout = command.parent().and_then(|bin| bin.parent());
    let file = checkout.map(|checkout| checkout.join(name));
    let missing = || {
        Failure::Input(format!(
            "cannot find the component: no `{name}` beside the folder of `{}`; `make compose` makes it, --component \
             names another",
            command.display()
        ))
    };
    Ok(file.filter(|file| file.is_file()).ok_or_else(missing)?)
}
