//! `pipeline`: the command line of the Rust host.

mod cli;

use std::process::ExitCode;

use cli::terminal::print_error;
use pipeline_host::failure;

/// An instance consists of many small allocations, and a server makes one instance per request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::Cli::run_arguments() {
        Ok(code) => code,
        Err(error) => {
            print_error(&format!("{error:#}"));
            failure::exit_code(&error)
        }
    }
}
