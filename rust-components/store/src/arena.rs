//! The entries, one after the other, in chunks that are never copied.
//!
//! An entry is its two lengths, the key, the value. Lengths under 255 take one byte each; otherwise both bytes are 255,
//! and four bytes for each length follow.

/// There is no memory left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// The position of a chunk is a multiple of 64 KiB. A longer entry has a chunk of its own.
const CHUNK_BITS: u32 = 16;
const CHUNK_SIZE: usize = 1 << CHUNK_BITS;
const MOST_CHUNKS: usize = 1 << (32 - CHUNK_BITS);
const LONG: usize = 255;
const SHORT_HEADER: usize = 2;
const LONG_HEADER: usize = 10;
/// How many bytes a copy by words may write past its end. Every chunk has room for them.
const SLACK: usize = 8;

/// Where an entry is. The first chunk is never used, so its positions can have other meanings.
pub type Position = u32;

#[derive(Default)]
pub struct Arena {
    chunks: Vec<Vec<u8>>,
    /// Bytes of the last chunk that hold entries.
    used: usize,
    /// Bytes of the earlier chunks that hold entries.
    before: usize,
}

impl Arena {
    /// How many bytes the entries have, removed ones included.
    pub fn bytes(&self) -> usize {
        self.before + self.used
    }

    /// Bytes of memory.
    pub fn allocated(&self) -> usize {
        self.chunks.iter().map(Vec::capacity).sum()
    }

    /// The size of an entry in bytes.
    #[inline]
    pub fn size(key: usize, value: usize) -> usize {
        if key < LONG && value < LONG {
            SHORT_HEADER + key + value
        } else {
            LONG_HEADER + key + value
        }
    }

    #[inline]
    pub fn key(&self, position: Position) -> &[u8] {
        let entry = self.at(position);
        let (start, key, _) = header(entry);
        &entry[start..start + key]
    }

    #[inline]
    pub fn value(&self, position: Position) -> &[u8] {
        let entry = self.at(position);
        let (start, key, value) = header(entry);
        &entry[start + key..start + key + value]
    }

    /// Adds an entry: both are ranges of a text.
    #[inline]
    pub fn push(&mut self, key: Piece, value: Piece) -> Result<Position, Full> {
        let size = Self::size(key.length(), value.length());
        if self
            .chunks
            .last()
            .is_none_or(|chunk| self.used + size + SLACK > chunk.len())
        {
            self.add_chunk(size)?;
        }
        let last = self.chunks.len() - 1;
        let chunk = &mut self.chunks[last][self.used..];
        let start = if key.length() < LONG && value.length() < LONG {
            chunk[0] = key.length() as u8;
            chunk[1] = value.length() as u8;
            SHORT_HEADER
        } else {
            chunk[..2].fill(LONG as u8);
            chunk[2..6].copy_from_slice(&(key.length() as u32).to_le_bytes());
            chunk[6..10].copy_from_slice(&(value.length() as u32).to_le_bytes());
            LONG_HEADER
        };
        key.copy_to(&mut chunk[start..]);
        value.copy_to(&mut chunk[start + key.length()..]);
        let position = (last << CHUNK_BITS | self.used) as Position;
        self.used += size;
        Ok(position)
    }

    #[inline]
    fn at(&self, position: Position) -> &[u8] {
        &self.chunks[(position >> CHUNK_BITS) as usize][position as usize % CHUNK_SIZE..]
    }

    #[cold]
    fn add_chunk(&mut self, size: usize) -> Result<(), Full> {
        if self.chunks.is_empty() {
            self.chunks.push(Vec::new());
        }
        if self.chunks.len() == MOST_CHUNKS {
            return Err(Full);
        }
        let mut chunk = Vec::new();
        chunk
            .try_reserve_exact((size + SLACK).max(CHUNK_SIZE))
            .map_err(|_| Full)?;
        chunk.resize(chunk.capacity(), 0);
        self.chunks.try_reserve(1).map_err(|_| Full)?;
        self.chunks.push(chunk);
        self.before += std::mem::take(&mut self.used);
        Ok(())
    }
}

/// Where an entry's key starts, how long it is, and how long its value is.
#[inline]
fn header(entry: &[u8]) -> (usize, usize, usize) {
    let (key, value) = (entry[0] as usize, entry[1] as usize);
    if key != LONG {
        return (SHORT_HEADER, key, value);
    }
    let length = |at: usize| u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]) as usize;
    (LONG_HEADER, length(2), length(6))
}

/// A range of a text.
#[derive(Clone, Copy)]
pub struct Piece<'a> {
    text: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Piece<'a> {
    #[inline]
    pub fn new(text: &'a str, (start, end): (usize, usize)) -> Piece<'a> {
        let text = text.as_bytes();
        Piece { text, start, end }
    }

    pub fn whole(text: &'a [u8]) -> Piece<'a> {
        let (start, end) = (0, text.len());
        Piece { text, start, end }
    }

    #[inline]
    pub fn bytes(self) -> &'a [u8] {
        &self.text[self.start..self.end]
    }

    #[inline]
    pub fn length(self) -> usize {
        self.end - self.start
    }

    /// Copies it to the start of `to`, by words if enough text follows it: a copy of a few bytes whose number isn't
    /// known at compile time would be a function call. `to` has [`SLACK`] bytes more than needed.
    #[inline]
    fn copy_to(self, to: &mut [u8]) {
        let rounded = self.length().next_multiple_of(8);
        if let (Some(from), Some(to)) = (self.text.get(self.start..self.start + rounded), to.get_mut(..rounded)) {
            for (to, from) in to.as_chunks_mut::<8>().0.iter_mut().zip(from.as_chunks::<8>().0) {
                *to = *from;
            }
        } else {
            to[..self.length()].copy_from_slice(self.bytes());
        }
    }
}
