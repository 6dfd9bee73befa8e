//! `decode-to-pipe INPUT`: the first of three processes joined by pipes. Decodes CSV, applies the rules, and writes
//! one record per line to stdout: rejects in their final form, the others for the next process.

use std::io::{BufWriter, Write};

use anyhow::{Context, Result};
use services::message::{FieldError, Reject, Row, errors};
use services::reader::{Content, Reader};

fn main() -> Result<()> {
    let input = std::env::args().nth(1).context("usage: decode-to-pipe INPUT")?;
    let mut reader = Reader::open(&input)?;
    let mut out = BufWriter::with_capacity(256 * 1024, std::io::stdout().lock());
    let mut line = Vec::with_capacity(1024);
    while reader.next_batch(|record| {
        let unreadable: [FieldError; 1];
        let broken: Vec<FieldError>;
        let errors = match record.content {
            Content::User { name, email, age } => {
                broken = errors(name, email, age);
                if broken.is_empty() {
                    let (record, line_number) = (record.number, record.line);
                    let row = Row {
                        record,
                        line: line_number,
                        name,
                        email,
                        age,
                    };
                    return write(&mut out, &mut line, &row);
                }
                &broken[..]
            }
            Content::Unreadable(error) => {
                unreadable = [error];
                &unreadable[..]
            }
        };
        let raw = String::from_utf8_lossy(record.raw);
        let (record, line_number) = (record.number, record.line);
        write(
            &mut out,
            &mut line,
            &Reject {
                record,
                line: line_number,
                raw: &raw,
                errors,
            },
        )
    })? {}
    out.flush()?;
    Ok(())
}

/// Collects a line in a Vec: serde_json writes many small pieces, which is faster than into a locked stdout.
fn write(out: &mut impl Write, line: &mut Vec<u8>, value: &impl serde::Serialize) -> Result<()> {
    line.clear();
    serde_json::to_writer(&mut *line, value)?;
    line.push(b'\n');
    out.write_all(line)?;
    Ok(())
}
