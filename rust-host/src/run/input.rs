//! Reads an input in chunks.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use inspector::file::STDIN;

use crate::failure::{self, Failure};

pub struct Input {
    path: PathBuf,
    reader: Box<dyn Read + Send>,
    /// Its length, if it is a regular file.
    size: Option<u64>,
    /// Bytes that were looked at, but not read yet.
    ahead: VecDeque<u8>,
    ended: bool,
}

impl Input {
    /// Opens a file, or the standard input for `-`.
    pub fn open(path: &Path) -> Result<Input, Failure> {
        let (reader, size) = reader(path).map_err(|error| cannot_read(path, &error))?;
        Ok(Input {
            path: path.into(),
            reader,
            size,
            ahead: VecDeque::new(),
            ended: false,
        })
    }

    pub fn name(&self) -> Cow<'_, str> {
        self.path.to_string_lossy()
    }

    /// How many bytes it has, if it is a regular file.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// Its next bytes, without reading past them, and whether they are all. There are fewer only at the end.
    pub fn peek(&mut self, size: usize) -> Result<(&[u8], bool), Failure> {
        let more = size.saturating_sub(self.ahead.len());
        let mut chunk = vec![0; more];
        let length = self.read(&mut chunk)?;
        self.ahead.extend(&chunk[..length]);
        let bytes = &*self.ahead.make_contiguous();
        Ok((&bytes[..size.min(bytes.len())], self.ended && bytes.len() <= size))
    }

    /// Reads past bytes that were looked at.
    pub fn skip(&mut self, bytes: usize) {
        self.ahead.drain(..bytes.min(self.ahead.len()));
    }

    /// Reads until the chunk is full or the input ends, since a pipe returns few bytes at a time. Returns how many bytes
    /// were read, 0 at the end.
    pub fn fill(&mut self, chunk: &mut [u8]) -> Result<usize, Failure> {
        let length = chunk.len().min(self.ahead.len());
        for (to, from) in chunk.iter_mut().zip(self.ahead.drain(..length)) {
            *to = from;
        }
        Ok(length + self.read(&mut chunk[length..])?)
    }

    fn read(&mut self, chunk: &mut [u8]) -> Result<usize, Failure> {
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

fn reader(path: &Path) -> io::Result<(Box<dyn Read + Send>, Option<u64>)> {
    if path == Path::new(STDIN) {
        // Not locked, since it may be given twice; it is empty the second time.
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path)?;
    let data = file.metadata()?;
    if data.is_dir() {
        return Err(io::Error::other("found a folder, expected a file"));
    }
    Ok((Box::new(file), data.is_file().then_some(data.len())))
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    failure::of_system(Failure::Input, &format!("read `{}`", path.display()), error)
}
