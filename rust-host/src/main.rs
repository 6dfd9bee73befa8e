//! `pipeline`: the command line of the Rust host.

mod cli;

use std::process::ExitCode;

use pipeline_host::failure;
use pipeline_host::terminal::tell_error;

/// An instance is made of many small pieces, and a server makes one a request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::Cli::run_arguments() {
        Ok(code) => code,
        Err(error) => {
            tell_error(&format!("{error:#}"));
            failure::exit_code(&error)
        }
    }
}
