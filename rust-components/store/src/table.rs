//! A store: values under keys, exactly. A key is compared byte for byte before it counts as found.

pub use crate::arena::Full;
use crate::arena::{Arena, Piece, Position};
use crate::columns::{Column, TextColumn};
use crate::hash::hash;
use crate::slots::{Found, Slots};

/// How many keys of a batch go through each step together.
const BLOCK: usize = 64;
/// Bytes of entries that nobody asks for any more, from which on it is worth while to leave them behind.
const WORTH_LEAVING: usize = 1 << 16;

#[derive(Default)]
pub struct Table {
    slots: Slots,
    arena: Arena,
    /// Bytes of the arena that nobody asks for any more.
    dead: usize,
    /// The entries by key, once somebody has asked for it; forgotten at the next change.
    sorted: Option<Vec<Position>>,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&str> {
        match self.find(key.as_bytes()) {
            Some(Found::At(_, position)) => Some(text(self.arena.value(position))),
            _ => None,
        }
    }

    pub fn put(&mut self, key: &str, value: &str) -> Result<(), Full> {
        self.slots.reserve(1)?;
        let at = match self.find(key.as_bytes()) {
            Some(Found::At(at, position)) => {
                self.forget(position);
                at
            }
            Some(Found::Free(at)) => at,
            None => return Err(Full),
        };
        let position = self
            .arena
            .push(Piece::whole(key.as_bytes()), Piece::whole(value.as_bytes()))?;
        self.slots.set(at, hash(key.as_bytes()), position);
        self.sorted = None;
        self.leave_the_dead()
    }

    /// Removes a key, and says whether it was there.
    pub fn delete(&mut self, key: &str) -> Result<bool, Full> {
        let Some(Found::At(at, position)) = self.find(key.as_bytes()) else {
            return Ok(false);
        };
        self.slots.remove(at);
        self.forget(position);
        self.sorted = None;
        self.leave_the_dead()?;
        Ok(true)
    }

    /// Adds the keys that aren't there; of those that are, gives row and value to `known`.
    ///
    /// # Panics
    /// Where the columns differ in length, or one breaks its rules.
    pub fn put_new(&mut self, keys: Column, values: Column, mut known: impl FnMut(u32, &str)) -> Result<(), Full> {
        assert_eq!(keys.ends.len(), values.ends.len(), "keys and values differ in length");
        keys.check_end();
        values.check_end();
        self.sorted = None;
        let mut block = Block::default();
        for first in (0..keys.ends.len()).step_by(BLOCK) {
            let behind = keys.ends.len().min(first + BLOCK);
            block.hash(keys, first, behind);
            self.slots.reserve(behind - first)?;
            self.slots.touch(&block.hashes[..behind - first]);
            for (row, value) in values.ranges(first, behind).enumerate() {
                let key = Piece::new(keys.text, block.ranges[row]);
                let hash = block.hashes[row];
                match self
                    .slots
                    .find(hash, |position| self.arena.key(position) == key.bytes())
                {
                    Found::At(_, position) => known((first + row) as u32, text(self.arena.value(position))),
                    Found::Free(at) => {
                        let position = self.arena.push(key, Piece::new(values.text, value))?;
                        self.slots.set(at, hash, position);
                    }
                }
            }
        }
        Ok(())
    }

    /// The entries whose keys come after this one, in order; at most so many.
    pub fn scan(&mut self, after: Option<&str>, limit: u32) -> (TextColumn, TextColumn) {
        let arena = &self.arena;
        let sorted = self.sorted.get_or_insert_with(|| {
            let mut positions: Vec<Position> = self.slots.positions().collect();
            positions.sort_unstable_by(|&a, &b| arena.key(a).cmp(arena.key(b)));
            positions
        });
        let start = after.map_or(0, |after| {
            sorted.partition_point(|&position| arena.key(position) <= after.as_bytes())
        });
        let (mut keys, mut values) = (TextColumn::default(), TextColumn::default());
        for &position in sorted[start..].iter().take(limit as usize) {
            keys.push(text(arena.key(position)));
            values.push(text(arena.value(position)));
        }
        (keys, values)
    }

    /// The bytes that it takes, chunks and slots not yet used included.
    pub fn bytes(&self) -> usize {
        self.arena.allocated() + self.slots.allocated()
    }

    /// None where there are no slots yet.
    fn find(&self, key: &[u8]) -> Option<Found> {
        let is_it = |position| self.arena.key(position) == key;
        (!self.slots.is_empty()).then(|| self.slots.find(hash(key), is_it))
    }

    fn forget(&mut self, position: Position) {
        self.dead += Arena::size(self.arena.key(position).len(), self.arena.value(position).len());
    }

    /// Copies what is asked for to a new arena, once most of the old one isn't.
    fn leave_the_dead(&mut self) -> Result<(), Full> {
        if self.dead < WORTH_LEAVING || self.dead < self.arena.bytes() / 2 {
            return Ok(());
        }
        let mut fresh = Table::default();
        for position in self.slots.positions() {
            let (key, value) = (self.arena.key(position), self.arena.value(position));
            fresh.slots.reserve(1)?;
            let hash = hash(key);
            // No key is there twice, so that none has to be compared.
            if let Found::Free(at) = fresh.slots.find(hash, |_| false) {
                let position = fresh.arena.push(Piece::whole(key), Piece::whole(value))?;
                fresh.slots.set(at, hash, position);
            }
        }
        *self = fresh;
        Ok(())
    }
}

/// Some rows of a batch. Each step is a loop that does one thing with all of them, so that the processor works on
/// several rows at a time.
struct Block {
    ranges: [(usize, usize); BLOCK],
    hashes: [u64; BLOCK],
}

impl Default for Block {
    fn default() -> Self {
        Block {
            ranges: [(0, 0); BLOCK],
            hashes: [0; BLOCK],
        }
    }
}

impl Block {
    /// Takes rows of a column. A function of its own: within another its variables would be in memory.
    #[inline(never)]
    fn hash(&mut self, keys: Column, first: usize, behind: usize) {
        let ranges = keys.ranges(first, behind);
        for ((range, hashed), found) in self.ranges.iter_mut().zip(&mut self.hashes).zip(ranges) {
            *range = found;
            *hashed = hash(&keys.text.as_bytes()[found.0..found.1]);
        }
    }
}

/// What was text when it came in is text.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("an entry is a key and a value as they came")
}
