//! Reads files that a person names. A file is looked at before it is read whole, so a file of another kind costs nothing,
//! however large it is.

use std::fs::File;
use std::io::{self, Error, Read};
use std::path::Path;

use crate::preamble;

/// The name of the standard input.
pub const STDIN: &str = "-";

const MIB: u64 = 1 << 20;
/// The largest component, about ten times the pipeline.
pub const COMPONENT: u64 = 256 * MIB;
/// The largest file of settings, such as rules or a policy.
pub const SETTINGS: u64 = MIB;
/// The largest recording, 16 times what is recorded by default.
pub const RECORDING: u64 = 1024 * MIB;

/// A component: all bytes of a file that begins as one, and the first bytes of any other file.
pub fn component(path: &Path) -> io::Result<Vec<u8>> {
    let (mut reader, length) = open(path)?;
    let mut bytes = Vec::new();
    reader.by_ref().take(8).read_to_end(&mut bytes)?;
    match preamble(&bytes) {
        Ok(()) => rest(reader, length, bytes, COMPONENT),
        Err(_) => Ok(bytes),
    }
}

/// Settings: a text.
pub fn settings(path: &Path) -> io::Result<String> {
    let (reader, length) = open(path)?;
    let bytes = rest(reader, length, Vec::new(), SETTINGS)?;
    String::from_utf8(bytes).map_err(|error| {
        let lines = error.as_bytes().split(|byte| *byte == b'\n');
        let good = lines.take_while(|line| str::from_utf8(line).is_ok()).count();
        Error::other(format!("line {} isn't valid UTF-8", good + 1))
    })
}

/// A recording: a text that begins like an object of JSON.
pub fn recording(path: &Path) -> io::Result<String> {
    let (mut reader, length) = open(path)?;
    let mut bytes = Vec::new();
    reader.by_ref().take(64).read_to_end(&mut bytes)?;
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => {}
        Some(other) => {
            return Err(Error::other(format!(
                "found no recording: it starts with {other:02x}, expected `{{`"
            )));
        }
        None => {
            return Err(Error::other(
                "found no recording: it starts with spaces or is empty, expected `{`",
            ));
        }
    }
    let bytes = rest(reader, length, bytes, RECORDING)?;
    String::from_utf8(bytes).map_err(|_| Error::other("it isn't UTF-8"))
}

/// A file, and its length as far as it is known.
fn open(path: &Path) -> io::Result<(Box<dyn Read>, u64)> {
    if path == Path::new(STDIN) {
        return Ok((Box::new(io::stdin()), 0));
    }
    let file = File::open(path)?;
    let data = file.metadata()?;
    match data.is_dir() {
        true => Err(Error::other("found a folder, expected a file")),
        false => Ok((Box::new(file), data.len())),
    }
}

/// The bytes of a file after those that were read.
fn rest(reader: impl Read, length: u64, mut bytes: Vec<u8>, most: u64) -> io::Result<Vec<u8>> {
    if length <= most {
        reader.take(most + 1 - bytes.len() as u64).read_to_end(&mut bytes)?;
    }
    match length.max(bytes.len() as u64) > most {
        true => Err(Error::other(format!(
            "found more than {} MiB, expected at most that",
            most / MIB
        ))),
        false => Ok(bytes),
    }
}
