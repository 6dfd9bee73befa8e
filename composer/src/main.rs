//! `pipeline`: the command line of the Rust host.

mod cli;

use std::process::ExitCode;

use clap::Parser;
use pipeline_host::failure;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            failure::exit_code(&error)
        }
    }
}
