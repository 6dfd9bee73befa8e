//! `compile COMPONENT`: compiles it for this machine and keeps the result, so that no later start has to.

use std::path::Path;
use std::process::ExitCode;

use pipeline_host::{Limits, Pipeline};

fn main() -> ExitCode {
    let Some(component) = std::env::args_os().nth(1) else {
        eprintln!("usage: compile COMPONENT");
        return ExitCode::from(2);
    };
    match Pipeline::load(Path::new(&component), Limits::default(), |notice| eprintln!("{notice}")) {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
