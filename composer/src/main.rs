//! `pipeline`: the command line of the Rust host.

mod cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::process::ExitCode;

use pipeline_host::failure;
use pipeline_host::terminal::tell_error;

fn main() -> ExitCode {
    match cli::Cli::run_arguments() {
        Ok(code) => code,
        Err(error) => {
            tell_error(&format!("{error:#}"));
            failure::exit_code(&error)
        }
    }
}
