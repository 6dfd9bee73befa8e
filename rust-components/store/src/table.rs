//! A store: values under keys. Matches are exact: a key is compared byte for byte before it counts as found.

pub use crate::arena::Full;
use crate::arena::{Arena, Piece, Position};
use crate::columns::{Column, TextColumn};
use crate::hash::hash;
use crate::slots::{Found, Slots};

/// How many keys of a batch go through each step together.
const BLOCK: usize = 64;
/// From this many bytes of removed entries on, compaction is worth it.
const WORTH_COMPACTING: usize = 1 << 16;

#[derive(Default)]
pub struct Table {
    slots: Slots,
    arena: Arena,
    /// Bytes of removed entries in the arena.
    dead: usize,
    /// The entries in the order of their keys, from a scan until the next change.
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
        self.compact()
    }

    /// Removes a key. Returns whether it was there.
    pub fn delete(&mut self, key: &str) -> Result<bool, Full> {
        let Some(Found::At(at, position)) = self.find(key.as_bytes()) else {
            return Ok(false);
        };
        self.slots.remove(at);
        self.forget(position);
        self.sorted = None;
        self.compact()?;
        Ok(true)
    }

    /// Adds the keys that aren't there. For those that are, calls `known` with row and value.
    ///
    /// # Panics
    /// If the columns differ in length, or one is malformed.
    pub fn put_new(&mut self, keys: Column, values: Column, mut known: impl FnMut(u32, &str)) -> Result<(), Full> {
        assert_eq!(keys.ends.len(), values.ends.len(), "keys and values differ in length");
        keys.check_end();
        values.check_end();
        self.sorted = None;
        let mut block = Block::default();
        for first in (0..keys.ends.len()).step_by(BLOCK) {
            let end = keys.ends.len().min(first + BLOCK);
            block.hash(keys, first, end);
            self.slots.reserve(end - first)?;
            self.slots.touch(&block.hashes[..end - first]);
            for (row, value) in values.ranges(first, end).enumerate() {
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

    /// The entries whose keys come after `after`, in order; at most `limit`.
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

    /// How much memory it uses, including unused chunks and slots, in bytes.
    pub fn bytes(&self) -> usize {
        self.arena.allocated() + self.slots.allocated()
    }

    /// None if there are no slots yet.
    fn find(&self, key: &[u8]) -> Option<Found> {
        let is_it = |position| self.arena.key(position) == key;
        (!self.slots.is_empty()).then(|| self.slots.find(hash(key), is_it))
    }

    fn forget(&mut self, position: Position) {
        self.dead += Arena::size(self.arena.key(position).len(), self.arena.value(position).len());
    }

    /// Copies the live entries to a new arena, once most of the old one is dead.
    fn compact(&mut self) -> Result<(), Full> {
        if self.dead < WORTH_COMPACTING || self.dead < self.arena.bytes() / 2 {
            return Ok(());
        }
        let mut fresh = Table::default();
        for position in self.slots.positions() {
            let (key, value) = (self.arena.key(position), self.arena.value(position));
            fresh.slots.reserve(1)?;
            let hash = hash(key);
            // No key occurs twice, so none has to be compared.
            if let Found::Free(at) = fresh.slots.find(hash, |_| false) {
                let position = fresh.arena.push(Piece::whole(key), Piece::whole(value))?;
                fresh.slots.set(at, hash, position);
            }
        }
        *self = fresh;
        Ok(())
    }
}

/// Some rows of a batch. Each step is one loop over all of them, so that the processor works on several rows at a time.
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
    /// Hashes some rows of a column. Not inlined, since its variables would then be in memory instead of registers.
    #[inline(never)]
    fn hash(&mut self, keys: Column, first: usize, end: usize) {
        let ranges = keys.ranges(first, end);
        for ((range, hashed), found) in self.ranges.iter_mut().zip(&mut self.hashes).zip(ranges) {
            *range = found;
            *hashed = hash(&keys.text.as_bytes()[found.0..found.1]);
        }
    }
}

/// Entries are valid text, since keys and values are.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("an entry is a key and a value as they came")
}
