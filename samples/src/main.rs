use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = samples::args::Args::parse();
    match samples::run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
