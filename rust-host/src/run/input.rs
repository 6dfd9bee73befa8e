//! Reads an input in chunks.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Stdin};
use std::path::{Path, PathBuf};

use inspector::file::STDIN;

use crate::failure::{self, Failure};

pub struct Input {
    path: PathBuf,
    source: Source,
    /// Its length when it was opened, if it is a regular file.
    size: Option<u64>,
    /// How many bytes were read from it.
    position: u64,
    /// Bytes that were looked at, but not read yet.
    ahead: VecDeque<u8>,
    ended: bool,
}

enum Source {
    /// Not locked, since it may be given twice; it is empty the second time.
    Stdin(Stdin),
    File(File),
}

impl Input {
    /// Opens a file, or the standard input for `-`.
    pub fn open(path: &Path) -> Result<Input, Failure> {
        let (source, size) = open(path).map_err(|error| cannot_read(path, &error))?;
        Ok(Input {
            path: path.into(),
            source,
            size,
            position: 0,
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
            match self.source.read(&mut chunk[filled..]) {
                Ok(0) => {
                    self.ended = true;
                    self.check_length().map_err(|error| cannot_read(&self.path, &error))?;
                }
                Ok(length) => {
                    filled += length;
                    self.position += length as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(cannot_read(&self.path, &error)),
            }
        }
        Ok(filled)
    }

    /// At the end: a file that was cut short meanwhile isn't the file that was to be read. The system's own files, as in
    /// `/sys`, can be shorter than their length, but keep it.
    fn check_length(&self) -> io::Result<()> {
        let (Source::File(file), Some(size)) = (&self.source, self.size) else {
            return Ok(());
        };
        let position = self.position;
        if position < size && file.metadata()?.len() < size {
            let message = format!("found {position} bytes, expected {size}: it was cut short while it was read");
            return Err(io::Error::other(message));
        }
        Ok(())
    }
}

impl Read for Source {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        match self {
            Source::Stdin(stdin) => stdin.read(chunk),
            Source::File(file) => file.read(chunk),
        }
    }
}

fn open(path: &Path) -> io::Result<(Source, Option<u64>)> {
    if path == Path::new(STDIN) {
        return Ok((Source::Stdin(io::stdin()), None));
    }
    let file = File::open(path)?;
    let data = file.metadata()?;
    if data.is_dir() {
        return Err(io::Error::other("found a folder, expected a file"));
    }
    Ok((Source::File(file), data.is_file().then_some(data.len())))
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    failure::of_system(Failure::Input, &format!("read `{}`", path.display()), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of eight bytes, of which four were read when it was given another length.
    fn changed(length: u64) -> Result<usize, Failure> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("input");
        std::fs::write(&path, "abcdefgh").expect("a file");
        let mut input = Input::open(&path).expect("it can be read");
        assert_eq!(input.fill(&mut [0; 4]).expect("it can be read"), 4);
        let file = File::options().write(true).open(&path).expect("it can be written");
        file.set_len(length).expect("it can be changed");
        input.fill(&mut [0; 64])
    }

    #[test]
    fn an_input_that_is_cut_short_is_an_error() {
        for (length, read) in [(6, 6), (4, 4), (0, 4)] {
            let failure = changed(length).expect_err("it is too short").to_string();
            let expected = format!("found {read} bytes, expected 8: it was cut short while it was read");
            assert!(failure.ends_with(&expected), "{failure}");
        }
        assert_eq!(changed(8).expect("all of it"), 4);
        assert_eq!(changed(10).expect("all of it, and more"), 6);
    }
}
