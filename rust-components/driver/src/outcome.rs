//! The outcome of a batch.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use crate::batch::TextColumn;

/// A row that repeats the address of an earlier accepted record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    pub row: u32,
    pub first_record: u64,
}

/// A row that repeats an address which an earlier import stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownUser {
    pub row: u32,
    pub first_import: u64,
    pub first_record: u64,
}

/// See `outcome` in my:user-service.
#[derive(Debug)]
pub struct Outcome<Rule> {
    /// Row and rule, in row order.
    pub violations: Vec<(u32, Rule)>,
    /// In row order.
    pub duplicates: Vec<Duplicate>,
    /// In row order.
    pub known: Vec<KnownUser>,
    /// The ids of the accepted rows, in row order.
    pub ids: TextColumn,
}

/// One thing that is wrong with a record, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    pub field: Cow<'static, str>,
    /// The rule or defect, by its name in WIT.
    pub rule: Cow<'static, str>,
    pub message: String,
    /// The value in the record. It is written to the record's reject only.
    pub found: Option<String>,
}

impl Display for FieldError {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.found {
            None => Ok(()),
            Some(found) => write!(formatter, ", found {found}"),
        }
    }
}
