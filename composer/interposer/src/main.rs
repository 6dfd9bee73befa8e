//! Composes spies in: `interpose --wit DIR COMPOSITION.wac OUT`.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use interposer::{composition, spy};

/// Makes a composition in which a spy stands between every two components, and the spies
///
/// Writes OUT/traced.wac, and OUT/spy-….wasm for each interface.
#[derive(Parser)]
struct Arguments {
    /// The folder with the WIT packages
    #[arg(long, value_name = "DIR")]
    wit: PathBuf,

    /// The composition, as pipeline.wac is written: a `let` an instance, an argument a line
    composition: PathBuf,

    out: PathBuf,
}

fn main() -> ExitCode {
    match interpose(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn interpose(arguments: &Arguments) -> Result<()> {
    let Arguments { wit, composition, out } = arguments;
    let shown = composition.display();
    let wac = fs::read_to_string(composition).with_context(|| format!("cannot read `{shown}`"))?;
    fs::create_dir_all(out).with_context(|| format!("cannot make `{}`", out.display()))?;
    let write = |name: &str, content: &[u8]| {
        let path = out.join(name);
        fs::write(&path, content).with_context(|| format!("cannot write `{}`", path.display()))
    };
    let traced = composition::interpose(&wac, |name, interface| {
        let spy = spy::make(wit, interface)?;
        write(&format!("{name}.wasm"), &spy.component)?;
        Ok(spy.types)
    });
    write(
        "traced.wac",
        traced
            .with_context(|| format!("cannot put spies into `{shown}`"))?
            .as_bytes(),
    )
}
