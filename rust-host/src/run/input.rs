//! Reading an input by the chunk.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, reason};

/// The name of the standard input among the inputs.
pub const STDIN: &str = "-";

pub struct Input {
    path: PathBuf,
    reader: Box<dyn Read>,
    ended: bool,
}

impl Input {
    /// Opens a file, or the standard input for `-`.
    pub fn open(path: &Path) -> Result<Input, Failure> {
        Ok(Input {
            path: path.into(),
            reader: reader(path).map_err(|error| cannot_read(path, &error))?,
            ended: false,
        })
    }

    pub fn name(&self) -> Cow<'_, str> {
        self.path.to_string_lossy()
    }

    /// Reads until the chunk is full or the input ends, since a pipe gives its bytes in dribs; says how many bytes
    /// there are, 0 at the end.
    pub fn fill(&mut self, chunk: &mut [u8]) -> Result<usize, Failure> {
        let mut filled = 0;
        // A terminal that has said that it ends would go on if it were asked again.
        while filled < chunk.len() && !self.ended {
            match self.reader.read(&mut chunk[filled..]) {
                Ok(0) => self.ended = true,
                Ok(length) => filled += length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(cannot_read(&self.path, &error)),
            }
        }
        Ok(filled)
    }
}

fn reader(path: &Path) -> io::Result<Box<dyn Read>> {
    if path == Path::new(STDIN) {
        // Not locked: it may be named twice, and is empty the second time.
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("found a folder, expected a file"));
    }
    Ok(Box::new(file))
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::Input(format!("cannot read `{}`: {}", path.display(), reason(error)))
}
