//! A run: inputs through a job into an output folder.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, reason};
use crate::pipeline::Pipeline;
use crate::pipeline::job::{Counts, InputFormat, Options, Output};
use crate::publish::{OutputFile, REJECTS, Staging, USERS};

/// The name of the standard input among the inputs.
pub const STDIN: &str = "-";

/// What to run, and how.
pub struct Run {
    /// Files in the order in which they are read; `-` is the standard input.
    pub inputs: Vec<PathBuf>,
    pub out: PathBuf,
    pub format: Option<InputFormat>,
    /// Bytes a read and a call of `feed`.
    pub chunk_size: usize,
    pub options: Options,
}

impl Run {
    /// Runs it; publishes everything or nothing.
    pub fn execute(&self, pipeline: &Pipeline) -> anyhow::Result<Counts> {
        // An input that isn't there is told before anything else is done.
        let inputs = self
            .inputs
            .iter()
            .map(|path| open(path))
            .collect::<Result<Vec<_>, _>>()?;
        let staging = Staging::new(&self.out)?;
        let mut files = Files {
            users: staging.create(USERS)?,
            rejects: staging.create(REJECTS)?,
        };

        let mut job = pipeline.open(&self.options)?;
        let mut chunk = vec![0; self.chunk_size];
        for (path, mut input) in self.inputs.iter().zip(inputs) {
            let name = path.to_string_lossy();
            files.append(&job.begin(&name, self.format)?)?;
            loop {
                let length = fill(&mut input, &mut chunk).map_err(|error| cannot_read(path, &error))?;
                if length == 0 {
                    break;
                }
                files.append(&job.feed(&chunk[..length])?)?;
            }
        }
        let last = job.finish()?;
        files.append(&last.output)?;
        files.users.finish()?;
        files.rejects.finish()?;
        for report in &last.reports {
            let mut file = staging.create(&report.name)?;
            file.write(report.content.as_bytes())?;
            file.finish()?;
        }
        staging.publish()?;
        Ok(last.output.counts)
    }
}

struct Files {
    users: OutputFile,
    rejects: OutputFile,
}

impl Files {
    fn append(&mut self, output: &Output) -> Result<(), Failure> {
        self.users.write(&output.users)?;
        self.rejects.write(&output.rejects)
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path == Path::new(STDIN) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|error| cannot_read(path, &error))?;
    let data = file.metadata().map_err(|error| cannot_read(path, &error))?;
    if data.is_dir() {
        return Err(Failure::Input(format!(
            "cannot read `{}`: found a folder, expected a file",
            path.display()
        )));
    }
    Ok(Box::new(file))
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::Input(format!("cannot read `{}`: {}", path.display(), reason(error)))
}

/// Reads until the chunk is full or the input ends: a pipe gives its bytes in dribs.
fn fill(input: &mut impl Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < chunk.len() {
        match input.read(&mut chunk[filled..]) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
