//! Finds the columns by name.

use super::added::added;
use super::dialect::Dialect;
use super::records::{FieldSpan, Record};
use super::text::{Text, stray_character};
use crate::columns::{Columns, FIELDS};
use crate::error::{InputError, quoted};
use crate::position::Position;

const WHAT: &str = "the CSV header";

/// Where the columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub columns: usize,
    /// The column of each of [`FIELDS`].
    pub places: [usize; FIELDS.len()],
    /// How many columns an earlier run added; see [`super::added`]. They are dropped.
    pub added: usize,
    /// Values may have a `'` in front because of formulas.
    pub is_guarded: bool,
}

/// Why a row isn't a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoHeader {
    pub position: Position,
    /// How many of the columns it has.
    pub named: usize,
    found: String,
    expected: String,
    /// Other dialects may help.
    is_complete: bool,
    suggestion: Option<String>,
}

impl Header {
    /// Finds the columns in a row of names, each without white space around it.
    pub fn of(names: &[String], wanted: &Columns, position: Position) -> Result<Header, NoHeader> {
        let mut places = [0; FIELDS.len()];
        let (mut missing, mut repeated) = (Vec::new(), Vec::new());
        for (field, place) in places.iter_mut().enumerate() {
            match wanted.places(field, names).as_slice() {
                [only] => *place = *only,
                [] => missing.push(field),
                _ => repeated.push(field),
            }
        }
        for (how_many, fields) in [("no", &missing), ("more than one", &repeated)] {
            if !fields.is_empty() {
                let fields: Vec<&str> = fields.iter().map(|field| FIELDS[*field]).collect();
                return Err(NoHeader {
                    position,
                    named: FIELDS.len() - missing.len(),
                    found: format!("{how_many} {} among {}", list(&fields, " or "), shown(names)),
                    expected: "the columns `name`, `email` and `age`, each once".into(),
                    is_complete: true,
                    suggestion: Columns::suggestion(&missing, names).filter(|_| !missing.is_empty()),
                });
            }
        }
        Ok(Header {
            columns: names.len(),
            places,
            added: added(names).len(),
            is_guarded: false,
        })
    }

    /// The columns by their numbers from 0. `None` if there are too few.
    pub fn numbered(columns: usize, places: [usize; FIELDS.len()]) -> Option<Header> {
        places.iter().all(|place| *place < columns).then_some(Header {
            columns,
            places,
            added: 0,
            is_guarded: false,
        })
    }

    /// How many columns are not used, without those that an earlier run added.
    pub fn ignored(&self) -> usize {
        self.columns.saturating_sub(FIELDS.len() + self.added)
    }

    /// Which field a column is.
    pub fn field(&self, column: usize) -> Option<usize> {
        self.places.iter().position(|place| *place == column)
    }
}

/// The names in a row.
pub fn names(
    text: Result<Text, usize>,
    record: &Record,
    fields: &[FieldSpan],
    dialect: Dialect,
    position: Position,
) -> Result<Vec<String>, NoHeader> {
    let fail = |found: String, expected: String| NoHeader {
        position,
        named: 0,
        found,
        expected,
        is_complete: false,
        suggestion: None,
    };
    let text = text.map_err(|offset| fail(format!("invalid UTF-8 at byte {}", offset + 1), "UTF-8".into()))?;
    if let Some(stray) = record.stray {
        let at = stray - record.start;
        let character = quoted(stray_character(text.get(record.start, record.end), at));
        let found = format!("{character} after the closing quote at byte {at}");
        let delimiter = char::from(dialect.delimiter).escape_default();
        return Err(fail(found, format!("`{delimiter}` or a line end")));
    }
    let value = |field| text.value(field, dialect).trim().to_owned();
    Ok(fields.iter().map(value).collect())
}

impl NoHeader {
    /// The error of an input without a usable header.
    pub fn error(self, help: &str) -> InputError {
        let help = match &self.suggestion {
            Some(suggestion) => format!("; {suggestion} names them"),
            None if self.is_complete && self.named == 0 => help.into(),
            None => String::new(),
        };
        InputError {
            position: self.position,
            what: WHAT,
            found: self.found,
            expected: self.expected + &help,
        }
    }
}

/// The header would be in a quoted field that isn't closed.
pub fn unclosed(position: Position, dialect: Dialect) -> NoHeader {
    let quote = char::from(dialect.quote.unwrap_or(b'"'));
    NoHeader {
        position,
        named: 0,
        found: "a quote that is never closed".into(),
        expected: format!("a closing `{quote}`"),
        is_complete: false,
        suggestion: None,
    }
}

/// There is no line that could be one.
pub fn none(position: Position) -> NoHeader {
    let error = absent(position);
    NoHeader {
        position,
        named: 0,
        found: error.found,
        expected: error.expected,
        is_complete: false,
        suggestion: None,
    }
}

/// The error of an input without a header.
pub fn absent(position: Position) -> InputError {
    InputError {
        position,
        what: WHAT,
        found: "the end of the input".into(),
        expected: "a line with the columns `name`, `email` and `age`".into(),
    }
}

fn list(names: &[impl AsRef<str>], between: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name.as_ref())).collect();
    names.join(between)
}

/// The columns that were found; a few of many.
fn shown(found: &[String]) -> String {
    const MOST: usize = 10;
    match found.len().checked_sub(MOST) {
        None | Some(0) => list(found, ", "),
        Some(more) => format!("{} and {more} more", list(&found[..MOST], ", ")),
    }
}
