//! Reads an input in chunks.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use inspector::file::STDIN;

use crate::failure::Failure;
use crate::io_error::reason;

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

    /// Reads until the chunk is full or the input ends, since a pipe returns few bytes at a time. Returns how many bytes
    /// were read, 0 at the end.
    pub fn fill(&mut self, chunk: &mut [u8]) -> Result<usize, Failure> {
        let mut filled = 0;
        // Don't read again after the end: a terminal would wait for more.
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
        // Not locked, since it may be given twice; it is empty the second time.
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
