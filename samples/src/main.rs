use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = samples::args::Args::try_parse().unwrap_or_else(|error| {
        // Parse again with control characters escaped, so that the message cannot affect the terminal.
        let shown = samples::args::Args::try_parse_from(escape::arguments());
        shown.err().unwrap_or(error).exit()
    });
    match samples::run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", escape::message(&error.to_string()));
            ExitCode::from(error.exit_code())
        }
    }
}
