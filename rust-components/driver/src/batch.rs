//! Records by the column: the decoders fill them, the service judges them.

use crate::flaw::Flaw;

/// Many strings in two flat buffers: value `i` is the bytes `ends[i-1]..ends[i]` of `text`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct TextColumn {
    pub text: String,
    pub ends: Vec<u32>,
}

impl TextColumn {
    #[inline]
    pub fn push(&mut self, value: &str) {
        self.text.push_str(value);
        self.end_value();
    }

    /// Ends the value that was written to `text` directly.
    #[inline]
    pub fn end_value(&mut self) {
        self.ends.push(self.text.len() as u32);
    }

    /// Which bytes of `text` a value is.
    #[inline]
    pub fn range(&self, row: usize) -> (usize, usize) {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        (start, self.ends[row] as usize)
    }

    #[inline]
    pub fn value(&self, row: usize) -> &str {
        let (start, end) = self.range(row);
        &self.text[start..end]
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}

/// Where a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Bytes `start..end` of the block, without the line end.
    pub start: u32,
    pub end: u32,
    /// The line of its first byte in the input, from 1.
    pub line: u64,
}

/// A record that couldn't be read, between the rows of a batch.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// It came just before this row, or after the last one, where this is the number of rows.
    pub before: u32,
    pub flaw: Flaw,
    pub span: Span,
}

/// The records of one block, in input order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub names: TextColumn,
    pub emails: TextColumn,
    pub ages: Vec<u32>,
    /// The other columns of each row as a JSON object, if they are to be stored.
    pub kept_columns: Option<Vec<String>>,
    /// One per row.
    pub spans: Vec<Span>,
    pub unreadable: Vec<Unreadable>,
    /// The longest record allowed, in bytes.
    limit: usize,
    /// Where in the block the first record over the limit starts.
    too_long: Option<usize>,
}

impl Batch {
    pub fn new(limit: usize) -> Self {
        Batch {
            limit,
            ..Batch::default()
        }
    }

    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Where in the block the first record over the limit starts.
    pub fn too_long(&self) -> Option<usize> {
        self.too_long
    }

    /// Checks a record at bytes `start..end` of the block against the limit.
    #[inline]
    pub fn measure(&mut self, start: usize, end: usize) {
        if end - start > self.limit {
            self.too_long.get_or_insert(start);
        }
    }

    /// Checks the rest of a block against the limit: it is the beginning of a record. A CR at the end may be half of a
    /// line end, so it doesn't count.
    pub fn measure_rest(&mut self, block: &[u8], start: usize) {
        let end = block.len() - usize::from(block.ends_with(b"\r"));
        self.measure(start, end.max(start));
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.ages.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ages.is_empty() && self.unreadable.is_empty()
    }

    #[inline]
    pub fn push(&mut self, name: &str, email: &str, age: u32, span: Span) {
        self.measure(span.start as usize, span.end as usize);
        self.names.push(name);
        self.emails.push(email);
        self.ages.push(age);
        self.spans.push(span);
    }

    pub fn push_unreadable(&mut self, flaw: Flaw, span: Span) {
        self.measure(span.start as usize, span.end as usize);
        let before = self.rows() as u32;
        self.unreadable.push(Unreadable { before, flaw, span });
    }

    /// Empties it, but keeps the memory.
    pub fn clear(&mut self) {
        self.names.clear();
        self.emails.clear();
        self.ages.clear();
        self.kept_columns = None;
        self.spans.clear();
        self.unreadable.clear();
        self.too_long = None;
    }
}
