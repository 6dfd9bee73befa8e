//! `compose` makes every composition of this project, and writes the skeletons of a stage and of a small pipeline.

mod checkout;
mod composition;
mod compositions;
mod contracts;
mod make;
mod names;
mod new_pipeline;
mod new_stage;
mod normalise;
mod open;
mod parts;
mod record;
mod source;
mod spies;
mod stages;
mod template;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::verify::Broken;

/// Join components into the compositions that composer/compositions.toml lists, and check each against its policy
///
/// Nothing is written unless all of them can be made and do only what their policies allow.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true, after_help = EXIT_CODES)]
struct Arguments {
    #[command(flatten)]
    make: make::Request,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Compare the contracts in wit/ with those of the last release
    Contracts,
    NewStage(new_stage::Request),
    NewPipeline(new_pipeline::Request),
}

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    a composition, a stage or a pipeline can't be made, or a contract needs another version
  2    wrong usage";

fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| {
        // Parse again with control characters escaped, so that the message cannot affect the terminal.
        Arguments::try_parse_from(escape::arguments())
            .err()
            .unwrap_or(error)
            .exit()
    });
    let done = match &arguments.command {
        None => make::all(&arguments.make),
        Some(Command::Contracts) => contracts::compare(),
        Some(Command::NewStage(request)) => new_stage::create(request),
        Some(Command::NewPipeline(request)) => new_pipeline::create(request),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(broken) = error.downcast_ref::<Broken>() {
                broken.breaches.iter().for_each(|breach| eprintln!("breach: {breach}"));
            }
            // The lines after the first are the tool's own: where in a .wac file an error is, or the usage.
            let lines = format!("{error:#}");
            eprintln!(
                "error: {}",
                lines.lines().map(escape::message).collect::<Vec<_>>().join("\n")
            );
            ExitCode::FAILURE
        }
    }
}
