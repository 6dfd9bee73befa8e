//! A run on one thread. Block and buffer sizes are those of the Rust host.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use anyhow::{Context, Result};
use driver::encode::Lines;
use driver::format::Format;
use driver::job::{Job, JobOptions};

use crate::stages::Native;

const CHUNK: usize = 256 * 1024;
const BUFFER: usize = 256 * 1024;

pub fn run(input: &str, out: &Path) -> Result<()> {
    let mut file = File::open(input).with_context(|| format!("cannot read `{input}`"))?;
    let mut users = create(&out.join("users.ndjson"))?;
    let mut rejects = create(&out.join("rejects.ndjson"))?;
    let mut append = |lines: &Lines| -> Result<()> {
        users.write_all(&lines.users)?;
        rejects.write_all(&lines.rejects)?;
        Ok(())
    };

    let mut job = Job::new(Native::default(), JobOptions::default());
    append(&job.begin(input.into(), Some(Format::Csv))?)?;
    loop {
        let mut chunk = Vec::with_capacity(CHUNK);
        Read::by_ref(&mut file).take(CHUNK as u64).read_to_end(&mut chunk)?;
        if chunk.is_empty() {
            break;
        }
        append(&job.feed(chunk)?)?;
    }
    let finished = job.finish()?;
    append(&finished.lines)?;
    users.flush()?;
    rejects.flush()?;
    for report in &finished.reports {
        let path = out.join(report.name);
        fs::write(&path, &report.content).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

fn create(path: &Path) -> Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(BufWriter::with_capacity(BUFFER, file))
}
