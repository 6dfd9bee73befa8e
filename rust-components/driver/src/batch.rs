//! Records by the column: what the decoders fill and the stages judge.

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

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Bytes `start..end` of the block, without the line end.
    pub start: u32,
    pub end: u32,
    /// The line of its first byte in the input, from 1.
    pub line: u64,
}

/// The part of a record that couldn't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Record,
    Name,
    Email,
    Age,
}

impl Field {
    pub const ALL: [Field; 4] = [Field::Record, Field::Name, Field::Email, Field::Age];

    pub fn name(self) -> &'static str {
        match self {
            Field::Record => "record",
            Field::Name => "name",
            Field::Email => "email",
            Field::Age => "age",
        }
    }
}

/// Why a record couldn't be read as a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    WrongFieldCount,
    Malformed,
    InvalidUtf8,
    MissingField,
    DuplicateField,
    WrongType,
    InvalidNumber,
}

impl Defect {
    pub const ALL: [Defect; 7] = [
        Defect::WrongFieldCount,
        Defect::Malformed,
        Defect::InvalidUtf8,
        Defect::MissingField,
        Defect::DuplicateField,
        Defect::WrongType,
        Defect::InvalidNumber,
    ];

    /// As in WIT.
    pub fn name(self) -> &'static str {
        match self {
            Defect::WrongFieldCount => "wrong-field-count",
            Defect::Malformed => "malformed",
            Defect::InvalidUtf8 => "invalid-utf8",
            Defect::MissingField => "missing-field",
            Defect::DuplicateField => "duplicate-field",
            Defect::WrongType => "wrong-type",
            Defect::InvalidNumber => "invalid-number",
        }
    }
}

/// What is wrong with a record that couldn't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    pub field: Field,
    pub defect: Defect,
    /// Without anything that the record holds.
    pub message: String,
    /// What the record has where it breaks, if it is quoted.
    pub found: Option<String>,
}

/// A record that couldn't be read, between the rows of a batch.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// It came just before this row; the number of rows, where it came after the last.
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
    /// One a row.
    pub spans: Vec<Span>,
    pub unreadable: Vec<Unreadable>,
    /// The most bytes that a record may take.
    limit: usize,
    /// Where in the block the first record starts that takes more.
    too_long: Option<usize>,
}

impl Batch {
    pub fn new(limit: usize) -> Self {
        Batch {
            limit,
            ..Batch::default()
        }
    }

    /// Where in the block the first record starts that is over the limit.
    pub fn too_long(&self) -> Option<usize> {
        self.too_long
    }

    /// Holds a record at bytes `start..end` of the block to the limit.
    #[inline]
    pub fn measure(&mut self, start: usize, end: usize) {
        if end - start > self.limit {
            self.too_long.get_or_insert(start);
        }
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

    /// Makes it empty; keeps the memory.
    pub fn clear(&mut self) {
        self.names.clear();
        self.emails.clear();
        self.ages.clear();
        self.spans.clear();
        self.unreadable.clear();
        self.too_long = None;
    }
}
