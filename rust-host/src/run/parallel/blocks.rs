//! Cuts the inputs into blocks, in their order.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::failure::Failure;
use crate::run::input::Input;

/// Consecutive bytes of an input.
pub struct Block {
    /// Counted through all inputs, from 0.
    pub number: u64,
    /// The input's number, from 0.
    pub input: usize,
    pub bytes: Vec<u8>,
    /// It is the first of its input, and begins after the head.
    pub is_first: bool,
    /// It is the last of its input.
    pub is_last: bool,
    /// It begins after a line feed or the head, so most likely with a record.
    pub starts_line: bool,
    /// How many bytes were read for it.
    pub read: u64,
}

/// An input, and the length of its head.
pub struct Source<'a> {
    pub input: &'a mut Input,
    pub head: usize,
}

pub struct Blocks<'a> {
    cutter: Mutex<Cutter<'a>>,
    stopped: AtomicBool,
}

struct Cutter<'a> {
    sources: Vec<Source<'a>>,
    /// As many bytes are read at a time, like the chunks of a run on one thread.
    size: usize,
    number: u64,
    input: usize,
    is_first: bool,
    starts_line: bool,
    /// The start of a line, for the next block.
    rest: Vec<u8>,
}

impl<'a> Blocks<'a> {
    pub fn new(sources: Vec<Source<'a>>, size: usize) -> Blocks<'a> {
        let cutter = Cutter {
            sources,
            size,
            number: 0,
            input: 0,
            is_first: true,
            starts_line: true,
            rest: Vec::new(),
        };
        Blocks {
            cutter: Mutex::new(cutter),
            stopped: AtomicBool::new(false),
        }
    }

    /// The next block; none after the last one. The number of a failure is that of the block that can't be read.
    pub fn next(&self) -> Result<Option<Block>, (u64, Failure)> {
        let mut cutter = self.cutter.lock().unwrap_or_else(PoisonError::into_inner);
        if self.stopped.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let number = cutter.number;
        cutter.next().map_err(|failure| (number, failure))
    }

    /// There are no more blocks.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

impl Cutter<'_> {
    fn next(&mut self) -> Result<Option<Block>, Failure> {
        let Some(Source { input, head }) = self.sources.get_mut(self.input) else {
            return Ok(None);
        };
        let mut block = Block {
            number: self.number,
            input: self.input,
            bytes: std::mem::take(&mut self.rest),
            is_first: self.is_first,
            is_last: false,
            starts_line: self.starts_line,
            read: 0,
        };
        let mut size = self.size;
        if block.is_first {
            input.skip(*head);
            // Blocks end where the chunks of a run on one thread do.
            size -= *head % self.size;
            block.read = *head as u64;
        }
        let kept = block.bytes.len();
        block.bytes.resize(kept + size, 0);
        let length = input.fill(&mut block.bytes[kept..])?;
        block.bytes.truncate(kept + length);
        block.read += length as u64;
        block.is_last = length < size;
        if block.is_last {
            self.input += 1;
            self.starts_line = true;
        } else {
            let end = block.bytes.iter().rposition(|byte| *byte == b'\n');
            self.starts_line = end.is_some();
            if let Some(end) = end {
                self.rest = block.bytes.split_off(end + 1);
            }
        }
        self.is_first = block.is_last;
        self.number += 1;
        Ok(Some(block))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The blocks of files with this content, whose first bytes are a head.
    fn cut(size: usize, head: usize, contents: &[&str]) -> Vec<(usize, String, [bool; 3])> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut inputs: Vec<Input> = contents
            .iter()
            .enumerate()
            .map(|(number, content)| {
                let path = folder.path().join(number.to_string());
                fs::write(&path, content).expect("a file");
                let mut input = Input::open(&path).expect("it can be read");
                // As the plan does, to read the head.
                input.peek(head).expect("it can be read");
                input
            })
            .collect();
        let sources = inputs.iter_mut().map(|input| Source { input, head }).collect();
        let blocks = Blocks::new(sources, size);
        let mut found = Vec::new();
        while let Some(block) = blocks.next().map_err(|(_, failure)| failure).expect("it can be read") {
            assert_eq!(block.number, found.len() as u64);
            let text = String::from_utf8(block.bytes).expect("text");
            found.push((block.input, text, [block.is_first, block.is_last, block.starts_line]));
        }
        found
    }

    #[test]
    fn blocks_end_with_lines() {
        let block = |input, text: &str, is| (input, text.to_owned(), is);
        assert_eq!(
            cut(4, 0, &["ab\ncd\nefghi\nj", "k\nlm", ""]),
            [
                block(0, "ab\n", [true, false, true]),
                block(0, "cd\n", [false, false, true]),
                block(0, "efghi\n", [false, false, true]),
                block(0, "j", [false, true, true]),
                block(1, "k\n", [true, false, true]),
                block(1, "lm", [false, true, true]),
                block(2, "", [true, true, true]),
            ]
        );
    }

    #[test]
    fn a_line_of_several_blocks_is_cut() {
        let block = |text: &str, is| (0, text.to_owned(), is);
        assert_eq!(
            cut(4, 1, &["#abcdefgh\ni"]),
            [
                block("abc", [true, false, true]),
                block("defg", [false, false, false]),
                block("h\ni", [false, true, false]),
            ]
        );
    }
}
