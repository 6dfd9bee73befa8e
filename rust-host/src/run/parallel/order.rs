//! What the threads of a run share: the blocks, and whose turn it is.

use std::sync::{Arc, Mutex, PoisonError};

use crate::bindings::job::{Counts, Output};
use crate::bindings::partition::Findings;
use crate::failure::Failure;
use crate::run::parallel::blocks::Blocks;
use crate::run::parallel::memory::MemoryStore;
use crate::run::parallel::turns::Turns;

pub struct Order<'a> {
    pub blocks: Blocks<'a>,
    /// Where each block begins; known once the block before it was read.
    pub places: Turns<Place>,
    /// Addresses are asked for in the order of the blocks. Each store has a share of them, so that several can be asked at a
    /// time.
    pub stores: Arc<[Turns<MemoryStore>]>,
    pub writes: Turns<Written<'a>>,
    end: Mutex<Option<(u64, End)>>,
}

/// Where a block begins.
pub struct Place {
    /// The number of its first record in the run.
    pub record: u64,
    /// The line of its first byte.
    pub line: u64,
    /// Bytes that come before it: a record that the block before doesn't end.
    pub rest: Vec<u8>,
    /// How many of them were read in vain.
    pub tried: usize,
}

/// What was written so far.
pub struct Written<'a> {
    pub append: &'a mut (dyn FnMut(&Output) -> Result<(), Failure> + Send),
    pub counts: Counts,
    /// The records before the block that was written last.
    pub before_last: u64,
    /// In the input that is being read.
    pub findings: Findings,
    pub records: u64,
    /// The inputs that are done.
    pub inputs: Vec<Done>,
}

impl<'a> Written<'a> {
    pub fn new(append: &'a mut (dyn FnMut(&Output) -> Result<(), Failure> + Send)) -> Written<'a> {
        Written {
            append,
            counts: Counts {
                read: 0,
                accepted: 0,
                rejected: 0,
            },
            before_last: 0,
            findings: Findings::default(),
            records: 0,
            inputs: Vec::new(),
        }
    }
}

/// An input that was read to its end.
pub struct Done {
    pub records: u64,
    pub findings: Findings,
}

/// Why a run on several threads ends early.
pub enum End {
    Failed(Failure),
    /// It needs more than several threads may have; one may have enough.
    Exceeded(Failure),
}

impl<'a> Order<'a> {
    pub fn new(blocks: Blocks<'a>, stores: Vec<MemoryStore>, written: Written<'a>) -> Order<'a> {
        let place = Place {
            record: 1,
            line: 1,
            rest: Vec::new(),
            tried: 0,
        };
        Order {
            blocks,
            places: Turns::new(place),
            stores: stores.into_iter().map(Turns::new).collect(),
            writes: Turns::new(written),
            end: Mutex::new(None),
        }
    }

    /// The run ends in this block, unless it ends in an earlier one.
    pub fn end(&self, block: u64, end: End) {
        {
            let mut first = self.end.lock().unwrap_or_else(PoisonError::into_inner);
            if first.as_ref().is_none_or(|(earlier, _)| block < *earlier) {
                *first = Some((block, end));
            }
        }
        self.stop(block);
    }

    /// No block after this one goes on.
    pub fn stop(&self, block: u64) {
        self.blocks.stop();
        self.places.end(block);
        self.stores.iter().for_each(|store| store.end(block));
        self.writes.end(block);
    }

    /// Why it ended early, and what was written.
    pub fn into_outcome(self) -> (Option<End>, Written<'a>) {
        let end = self.end.into_inner().unwrap_or_else(PoisonError::into_inner);
        (end.map(|(_, end)| end), self.writes.into_value())
    }
}
