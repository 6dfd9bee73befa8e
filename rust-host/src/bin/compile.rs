//! `compile COMPONENT…`: compiles components for this machine and keeps the results for later starts.

use std::path::Path;
use std::process::ExitCode;

use escape::message;
use pipeline_host::Limits;
use pipeline_host::cache::compiled::Cache;
use pipeline_host::sandbox::engine::engine;

fn main() -> ExitCode {
    let components: Vec<_> = std::env::args_os().skip(1).collect();
    if components.is_empty() {
        eprintln!("usage: compile COMPONENT...");
        return ExitCode::from(2);
    }
    let compile = |component| {
        let notice = |text: &str| eprintln!("{}", message(text));
        Cache::of_user().load(&engine(&Limits::default())?, Path::new(component), notice)
    };
    for component in &components {
        if let Err(error) = compile(component) {
            eprintln!("error: {}", message(&format!("{error:#}")));
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
