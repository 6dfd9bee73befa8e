//! `native INPUT OUT [THREADS]`: reads a CSV file, writes users.ndjson, rejects.ndjson and summary.json into the folder
//! OUT. Without THREADS it uses one; 0: as many as there are cores.

use std::fs;
use std::path::Path;
use std::thread::available_parallelism;

use anyhow::{Context, Result, bail};
use native::{parallel, serial};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, out, threads) = match arguments.as_slice() {
        [input, out] => (input, Path::new(out), 1),
        [input, out, threads] => (input, Path::new(out), threads.parse()?),
        _ => bail!("usage: native INPUT OUT [THREADS]"),
    };
    fs::create_dir_all(out).with_context(|| format!("cannot make `{}`", out.display()))?;
    let threads = match threads {
        0 => available_parallelism()?.get(),
        threads => threads,
    };
    if threads > 1 && parallel::run(input, out, threads)? {
        return Ok(());
    }
    serial::run(input, out)
}
