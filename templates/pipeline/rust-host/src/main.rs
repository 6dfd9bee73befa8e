//! The Rust host: runs the composed pipeline on wasmtime.

use std::process::ExitCode;
use std::{env, fs};

use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Error, Result, Store};

wasmtime::component::bindgen!({
    world: "my:@NAME@/pipeline@0.1.0",
    path: "../wit",
});

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["compile", component, code] => compile(component, code),
        ["run", code, input] => run(code, input),
        _ => Err(Error::msg("expected `compile COMPONENT CODE` or `run CODE CSV`")),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}

/// No component here is asynchronous.
fn engine() -> Result<Engine> {
    Engine::new(Config::new().concurrency_support(false))
}

fn compile(component: &str, code: &str) -> Result<ExitCode> {
    fs::write(code, engine()?.precompile_component(&fs::read(component)?)?)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the outcome of each record and the report. The exit code is 1 if records are rejected.
fn run(code: &str, input: &str) -> Result<ExitCode> {
    let unreadable = |why: String| Error::msg(format!("cannot read `{input}`: {why}"));
    let text = fs::read_to_string(input).map_err(|error| unreadable(error.to_string()))?;
    let engine = engine()?;
    // SAFETY: only `compile` writes this file.
    let component = unsafe { Component::deserialize_file(&engine, code)? };
    let mut store = Store::new(&engine, ());
    let pipeline = Pipeline::instantiate(&mut store, &component, &Linker::new(&engine))?;
    let outcomes = pipeline.my_@IDENT@_service().call_process(&mut store, &text)?;
    let outcomes = outcomes.map_err(unreadable)?;
    for outcome in &outcomes {
        if outcome.problems.is_empty() {
            println!("line {}: accepted", outcome.line);
        }
        for problem in &outcome.problems {
            println!("line {}: {}: {}", outcome.line, problem.field, problem.message);
        }
    }
    let report = pipeline.my_@IDENT@_reporter().call_render(&mut store, &outcomes)?;
    print!("{report}");
    let rejected = outcomes.iter().any(|outcome| !outcome.problems.is_empty());
    Ok(ExitCode::from(u8::from(rejected)))
}
