//! `pipeline`: the command line of the Rust host.

mod cli;

use std::process::ExitCode;

use pipeline_host::failure;
use pipeline_host::terminal::tell;

fn main() -> ExitCode {
    match cli::Cli::run_arguments() {
        Ok(code) => code,
        Err(error) => {
            tell(&format!("error: {error:#}"));
            failure::exit_code(&error)
        }
    }
}
