//! Finds a key: a hash table of positions.
//!
//! A slot holds the upper half of a key's hash and the position of its entry, 8 bytes, in a table that is between 3/8
//! and 3/4 full. The index is the top bits of the hash. Doubling therefore needs neither keys nor hashes, only the
//! slots, and reads and writes them front to back.

use crate::arena::{Full, Position};

/// The search starts at a key's first slot, goes around its group, then through the next group in the same order. A group
/// is a cache line, so one load from memory is mostly enough.
const GROUP: usize = 8;
const FIRST_BITS: u32 = 10;

const EMPTY: u64 = 0;
/// Positions below 64 KiB are never used.
const REMOVED: u64 = 1;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Group([u64; GROUP]);

#[derive(Default)]
pub struct Slots {
    groups: Vec<Group>,
    bits: u32,
    /// How many slots aren't empty.
    used: usize,
}

/// The result of a search.
pub enum Found {
    /// The slot it is in, and its entry.
    At(usize, Position),
    /// The slot where it can be put.
    Free(usize),
}

impl Slots {
    /// Finds a key by its hash; `is_it` compares with the entry at a position. There must be room; see [`Slots::reserve`].
    #[inline]
    pub fn find(&self, hash: u64, is_it: impl Fn(Position) -> bool) -> Found {
        let first = self.first(hash);
        let mut at = first;
        let mut removed = None;
        loop {
            let slot = self.groups[at / GROUP].0[at % GROUP];
            if slot == EMPTY {
                return Found::Free(removed.unwrap_or(at));
            }
            if (slot ^ hash) >> 32 == 0 && slot as Position > REMOVED as Position && is_it(slot as Position) {
                return Found::At(at, slot as Position);
            }
            if slot == REMOVED {
                removed = removed.or(Some(at));
            }
            at = self.next(at, first);
        }
    }

    /// Whether there are no slots yet.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Loads the slots where keys would be. The table is much larger than the caches, and independent loads take a
    /// fraction of the time of loads with a row's work between them.
    #[inline(never)]
    pub fn touch(&self, hashes: &[u64]) {
        let sum = hashes.iter().fold(0, |sum, &hash| {
            let first = self.first(hash);
            sum ^ self.groups[first / GROUP].0[first % GROUP]
        });
        std::hint::black_box(sum);
    }

    #[inline]
    pub fn set(&mut self, at: usize, hash: u64, position: Position) {
        let slot = &mut self.groups[at / GROUP].0[at % GROUP];
        self.used += usize::from(*slot == EMPTY);
        *slot = (hash >> 32 << 32) | u64::from(position);
    }

    pub fn remove(&mut self, at: usize) {
        self.groups[at / GROUP].0[at % GROUP] = REMOVED;
    }

    /// The positions of all entries, in no particular order.
    pub fn positions(&self) -> impl Iterator<Item = Position> {
        let slots = self.groups.iter().flat_map(|group| group.0);
        slots.filter(|&slot| slot > REMOVED).map(|slot| slot as Position)
    }

    /// Makes room for this many more keys.
    #[inline]
    pub fn reserve(&mut self, more: usize) -> Result<(), Full> {
        while self.used + more > self.groups.len() * GROUP / 4 * 3 {
            self.grow()?;
        }
        Ok(())
    }

    #[cold]
    fn grow(&mut self) -> Result<(), Full> {
        let bits = if self.groups.is_empty() {
            FIRST_BITS
        } else {
            self.bits + 1
        };
        let count = (1 << bits) / GROUP;
        let mut groups = Vec::new();
        groups.try_reserve_exact(count).map_err(|_| Full)?;
        groups.resize(count, Group([EMPTY; GROUP]));
        let old = std::mem::replace(self, Slots { groups, bits, used: 0 });
        // The used slots are collected first, without a branch that would often be mispredicted.
        for groups in old.groups.chunks(8) {
            let mut used = [EMPTY; 8 * GROUP];
            let mut count = 0;
            for slot in groups.iter().flat_map(|group| group.0) {
                used[count % used.len()] = slot;
                count += usize::from(slot > REMOVED);
            }
            for &slot in &used[..count] {
                self.put_back(slot);
            }
        }
        Ok(())
    }

    fn put_back(&mut self, slot: u64) {
        let first = self.first(slot);
        let mut at = first;
        while self.groups[at / GROUP].0[at % GROUP] != EMPTY {
            at = self.next(at, first);
        }
        self.groups[at / GROUP].0[at % GROUP] = slot;
        self.used += 1;
    }

    /// Bytes of memory.
    pub fn allocated(&self) -> usize {
        self.groups.len() * size_of::<Group>()
    }

    #[inline]
    fn first(&self, hash: u64) -> usize {
        (hash >> (64 - self.bits)) as usize
    }

    #[inline]
    fn next(&self, at: usize, first: usize) -> usize {
        let next = (at & !(GROUP - 1)) | ((at + 1) % GROUP);
        if next % GROUP != first % GROUP {
            return next;
        }
        (next + GROUP) % (self.groups.len() * GROUP)
    }
}
