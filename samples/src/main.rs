use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = datagen::args::Args::parse();
    match datagen::run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
