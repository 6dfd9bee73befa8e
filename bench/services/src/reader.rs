//! A CSV file, read block by block into batches.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::rc::Rc;

use anyhow::{Context, Result, anyhow};
use driver::batch::{Batch, Span};
use driver::decoder::Decoder;
use driver::flaw::{Defect, Flaw};
use driver::format::Format;
use driver::partition::preamble::Preamble;
use driver::position::Position;
use validator::rules::Rules;

use crate::message::FieldError;

const BLOCK: usize = 256 * 1024;
const LONGEST_RECORD: usize = 16 * 1024 * 1024;

pub struct Reader {
    file: File,
    decoder: Box<dyn Decoder>,
    block: Vec<u8>,
    consumed: usize,
    position: Position,
    batch: Batch,
    record: u64,
    ended: bool,
}

/// A record of the batch.
pub struct Record<'a> {
    pub number: u64,
    pub line: u64,
    pub raw: &'a [u8],
    pub content: Content<'a>,
}

pub enum Content<'a> {
    User { name: &'a str, email: &'a str, age: u32 },
    Unreadable(FieldError<'a>),
}

impl Reader {
    pub fn open(path: &str) -> Result<Reader> {
        let mut file = File::open(path).with_context(|| format!("cannot read `{path}`"))?;
        let mut block = Vec::with_capacity(2 * BLOCK);
        let reading = Rc::default();
        let preamble = loop {
            let ended = more(&mut file, &mut block)?;
            let found = Preamble::read(path, Some(Format::Csv), &reading, &block, ended, LONGEST_RECORD)?;
            if let Some(found) = found {
                break found;
            }
        };
        Ok(Reader {
            file,
            decoder: preamble.decoder(&reading.columns),
            block,
            consumed: preamble.bytes as usize,
            position: Position::default(),
            batch: Batch::new(LONGEST_RECORD),
            record: 0,
            ended: false,
        })
    }

    /// Reads the next batch and visits its records in order; returns false at the end of the file.
    pub fn next_batch(&mut self, mut visit: impl FnMut(Record) -> Result<()>) -> Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.position = self.position.after(&self.block[..self.consumed]);
        self.block.drain(..self.consumed);
        self.ended = more(&mut self.file, &mut self.block)?;
        self.batch.clear();
        self.consumed = self
            .decoder
            .decode(&self.block, self.position, self.ended, &mut self.batch)
            .map_err(|error| anyhow!("{}:{}: {error}", error.position.line, error.position.column))?;

        let (batch, block) = (&self.batch, &self.block);
        let mut emit = |span: Span, content| {
            self.record += 1;
            visit(Record {
                number: self.record,
                line: span.line,
                raw: &block[span.start as usize..span.end as usize],
                content,
            })
        };
        let mut unreadable = batch.unreadable.iter().peekable();
        for row in 0..=batch.rows() {
            while let Some(record) = unreadable.next_if(|record| record.before as usize == row) {
                let error = FieldError {
                    field: record.flaw.field.name().into(),
                    message: message(&record.flaw),
                };
                emit(record.span, Content::Unreadable(error))?;
            }
            if row < batch.rows() {
                let (name, email) = (batch.names.value(row), batch.emails.value(row));
                let age = batch.ages[row];
                emit(batch.spans[row], Content::User { name, email, age })?;
            }
        }
        Ok(true)
    }
}

/// Reads the next block; returns whether it was the last.
fn more(file: &mut File, block: &mut Vec<u8>) -> Result<bool> {
    let read = file.take(BLOCK as u64).read_to_end(block)?;
    Ok(read < BLOCK)
}

/// The error as a reject has it.
fn message(flaw: &Flaw) -> Cow<'_, str> {
    let mut message = Cow::from(flaw.message.as_str());
    if flaw.defect == Defect::InvalidNumber {
        message
            .to_mut()
            .push_str(&format!(" from 0 to {}", Rules::DEFAULT.max_age));
    }
    if let Some(found) = &flaw.found {
        message.to_mut().push_str(&format!(", found {found}"));
    }
    message
}
