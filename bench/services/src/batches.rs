//! The records of a CSV file, so many at a time.

use std::collections::VecDeque;

use anyhow::Result;

use crate::message::FieldError;
use crate::reader::{Content, Reader};

pub struct Batches {
    reader: Reader,
    size: usize,
    pending: VecDeque<Pending>,
    ended: bool,
}

/// A record in flight. It is owned, since it outlives the block that it was read from.
pub struct Pending {
    pub number: u64,
    pub line: u64,
    pub raw: String,
    pub content: Result<(String, String, u32), FieldError<'static>>,
}

impl Batches {
    pub fn open(path: &str, size: usize) -> Result<Batches> {
        Ok(Batches {
            reader: Reader::open(path)?,
            size,
            pending: VecDeque::new(),
            ended: false,
        })
    }

    /// The next records; fewer than `size` of them at the end, and then none.
    pub fn next_batch(&mut self) -> Result<Option<Vec<Pending>>> {
        while self.pending.len() < self.size && !self.ended {
            let pending = &mut self.pending;
            self.ended = !self.reader.next_batch(|record| {
                let content = match record.content {
                    Content::User { name, email, age } => Ok((name.to_owned(), email.to_owned(), age)),
                    Content::Unreadable(error) => Err(FieldError {
                        field: error.field.into_owned().into(),
                        message: error.message.into_owned().into(),
                    }),
                };
                pending.push_back(Pending {
                    number: record.number,
                    line: record.line,
                    raw: String::from_utf8_lossy(record.raw).into_owned(),
                    content,
                });
                Ok(())
            })?;
        }
        let count = self.size.min(self.pending.len());
        Ok((count > 0).then(|| self.pending.drain(..count).collect()))
    }
}
