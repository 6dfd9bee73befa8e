//! Invented user records in any number, for trying out and timing the pipeline.
//!
//! Row `i` is a function of the seed and `i` alone ([`draws`]), which is why the file streams, why a longer file
//! starts with the bytes of a shorter one, and why a duplicate can repeat an e-mail address from anywhere before it
//! without remembering any.

pub mod args;
pub mod csv;
pub mod draws;
pub mod error;
pub mod fault;
pub mod names;
pub mod ndjson;
pub mod output;
pub mod person;
pub mod progress;
pub mod rows;

use std::io::{self, Write};

use args::{Args, Format};
use error::Error;
use output::Output;
use progress::Progress;
use rows::{Mix, Rows};

/// Bytes that are gathered before they are written.
const BLOCK: usize = 1 << 16;

/// Does what the command line asks for.
pub fn run(args: &Args) -> Result<(), Error> {
    let mix = Mix::new(args.bad, args.dup)?;
    let failed = |source| Error::write(&args.out, source);
    let mut output = Output::create(&args.out).map_err(failed)?;
    let progress = Progress::new(args.rows, output.is_terminal());
    match write(&mut output, args.format, args.rows, args.seed, mix, progress) {
        // Whoever reads our output has seen enough, as `head` has: that is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.and_then(|()| output.publish()).map_err(failed),
    }
}

/// Writes `rows` records in `format`, and the header where the format has one.
pub fn write(
    out: &mut impl Write,
    format: Format,
    rows: u64,
    seed: u64,
    mix: Mix,
    mut progress: Progress,
) -> io::Result<()> {
    let append = match format {
        Format::Csv => csv::append,
        Format::Ndjson => ndjson::append,
    };
    let mut block = Vec::with_capacity(BLOCK + 1024);
    if format == Format::Csv {
        block.extend_from_slice(csv::HEADER);
    }
    let mut source = Rows::new(seed, mix);
    for done in 1..=rows {
        append(&mut block, source.next_row());
        if block.len() >= BLOCK {
            out.write_all(&block)?;
            block.clear();
            progress.show(done);
        }
    }
    out.write_all(&block)?;
    out.flush()
}
