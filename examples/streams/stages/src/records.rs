//! The records of an input whose bytes arrive one after the other.

use std::rc::Rc;

use driver::batch::Batch;
use driver::error::JobError;
use driver::input::Input;
use driver::reading::Reading;

/// The longest record, if nothing else is requested.
const MAX_RECORD_BYTES: u32 = 16 << 20;

pub struct Records {
    input: Input,
    batch: Batch,
    /// How many records there were.
    pub count: u64,
}

impl Records {
    pub fn new(name: String, max_record_bytes: Option<u32>) -> Records {
        Records {
            // Whatever is there is decoded.
            input: Input::new(name, None, Rc::new(Reading::default()), 1),
            batch: Batch::new(max_record_bytes.unwrap_or(MAX_RECORD_BYTES) as usize),
            count: 0,
        }
    }

    /// The next bytes of the input. Calls `ready` with each batch that is complete, and the number of its first record.
    pub fn feed(&mut self, bytes: Vec<u8>, ready: &mut dyn FnMut(u64, &Batch)) -> Result<(), JobError> {
        self.input.add(bytes);
        self.decode_ready(ready)
    }

    /// Nothing follows.
    pub fn end(&mut self, ready: &mut dyn FnMut(u64, &Batch)) -> Result<(), JobError> {
        self.input.end();
        self.decode_ready(ready)?;
        self.decode(true, ready)
    }

    fn decode_ready(&mut self, ready: &mut dyn FnMut(u64, &Batch)) -> Result<(), JobError> {
        loop {
            match self.input.fill() {
                Ok(true) => self.decode(false, ready)?,
                Ok(false) => return Ok(()),
                Err(error) => {
                    // What could still be read comes first.
                    self.decode(false, ready)?;
                    return Err(error);
                }
            }
        }
    }

    fn decode(&mut self, last: bool, ready: &mut dyn FnMut(u64, &Batch)) -> Result<(), JobError> {
        let decoded = self.input.decode(last, &mut self.batch);
        if !matches!(decoded, Ok(None)) {
            if let Some(start) = self.batch.too_long() {
                // What follows in this block is a matter of how the input was split.
                cut(&mut self.batch, start as u32);
            }
            if !self.batch.is_empty() {
                ready(self.count + 1, &self.batch);
                self.count += (self.batch.rows() + self.batch.unreadable.len()) as u64;
            }
        }
        if let Some(bytes) = decoded? {
            self.input.consume(bytes);
        }
        Ok(())
    }
}

/// Keeps the records that start before this byte.
fn cut(batch: &mut Batch, start: u32) {
    let rows = batch.spans.partition_point(|span| span.start < start);
    batch.spans.truncate(rows);
    batch.ages.truncate(rows);
    for column in [&mut batch.names, &mut batch.emails] {
        column.ends.truncate(rows);
        column.text.truncate(column.ends.last().map_or(0, |end| *end as usize));
    }
    let unreadable = batch.unreadable.partition_point(|one| one.span.start < start);
    batch.unreadable.truncate(unreadable);
}
