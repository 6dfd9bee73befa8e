//! Invented user records in any number, for trying out and timing the pipeline.
//!
//! Row `i` depends only on the seed and `i` ([`draws`]). So the file streams, a longer file starts with the bytes of a
//! shorter one, and a duplicate can repeat any earlier e-mail address without a list of them.

pub mod args;
pub mod csv;
pub mod draws;
pub mod error;
pub mod fault;
pub mod names;
pub mod ndjson;
pub mod person;
pub mod rows;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use args::{Args, Format};
use error::Error;
use rows::{Mix, Rows};

/// How many bytes are collected before they are written.
const BLOCK: usize = 1 << 16;

/// Runs the command.
pub fn run(args: &Args) -> Result<(), Error> {
    let mix = Mix::new(args.bad, args.dup)?;
    let written = open(&args.out).and_then(|mut out| write(&mut out, args.format, args.rows, args.seed, mix));
    match written {
        // A reader such as `head` that closes the pipe early isn't a failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|source| Error::write(&args.out, source)),
    }
}

fn open(path: &Path) -> io::Result<Box<dyn Write>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdout().lock()));
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(Box::new(File::create(path)?))
}

/// Writes `rows` records in `format`, and the header if the format has one.
pub fn write(out: &mut impl Write, format: Format, rows: u64, seed: u64, mix: Mix) -> io::Result<()> {
    let append = match format {
        Format::Csv => csv::append,
        Format::Ndjson => ndjson::append,
    };
    let mut block = Vec::with_capacity(BLOCK + 1024);
    if format == Format::Csv {
        block.extend_from_slice(csv::HEADER);
    }
    let mut source = Rows::new(seed, mix);
    for _ in 0..rows {
        append(&mut block, source.next_row());
        if block.len() >= BLOCK {
            out.write_all(&block)?;
            block.clear();
        }
    }
    out.write_all(&block)?;
    out.flush()
}
