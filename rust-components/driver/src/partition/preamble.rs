//! What comes before an input's first record.

use std::rc::Rc;

use crate::columns::Columns;
use crate::csv::dialect::Dialect;
use crate::csv::{Csv, Header};
use crate::decoder::Decoder;
use crate::error::JobError;
use crate::format::Format;
use crate::input::beginning;
use crate::json::Json;
use crate::ndjson::Ndjson;
use crate::reading::Reading;

/// See `head` in `wit/partition.wit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preamble {
    pub format: Format,
    /// For CSV: dialect and columns.
    pub table: Option<Table>,
    /// Whether the input can be read in ranges. Otherwise it is one range, from its first byte on.
    pub splits: bool,
    pub bytes: u64,
    pub lines: u64,
    pub ignored_columns: u32,
    /// As in `Source`.
    pub reading: String,
    pub column_notes: Vec<String>,
    /// As in `Source`, as far as the beginning determines them.
    pub notes: Vec<String>,
}

/// How CSV is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    pub dialect: Dialect,
    pub header: Header,
}

impl Preamble {
    /// Reads an input's beginning. Returns `None` if more of it is needed. With `last`, nothing follows.
    pub fn read(
        name: &str,
        format: Option<Format>,
        reading: &Rc<Reading>,
        bytes: &[u8],
        last: bool,
        limit: usize,
    ) -> Result<Option<Preamble>, JobError> {
        let Some(found) = beginning(name, format, reading, bytes, last, limit)? else {
            return Ok(None);
        };
        let splits = found.is_unchanged && found.format != Format::Json;
        let table = found.layout.map(|layout| Table {
            dialect: layout.dialect,
            header: layout.header,
        });
        Ok(Some(Preamble {
            format: found.format,
            table,
            splits,
            bytes: if splits { found.bytes } else { 0 },
            lines: if splits { found.lines } else { 0 },
            ignored_columns: found.ignored_columns,
            reading: found.reading,
            column_notes: found.column_notes,
            notes: found.notes,
        }))
    }

    /// A decoder that has read the preamble.
    pub fn decoder(&self, columns: &Columns) -> Box<dyn Decoder> {
        match (self.format, self.table) {
            (Format::Csv, Some(Table { dialect, header })) => Box::new(Csv::new(dialect, header)),
            (Format::Json, _) => Box::new(Json::array(columns.clone())),
            _ => Box::new(Ndjson {
                columns: columns.clone(),
                ..Ndjson::default()
            }),
        }
    }
}

impl Table {
    /// Delimiter, quote, escape, the number of columns with the positions of name, e-mail and age, and how many were added.
    pub fn text(&self) -> String {
        let Table { dialect, header } = self;
        let byte = |byte: Option<u8>| byte.map_or("-".into(), |byte| byte.to_string());
        let [name, email, age] = header.places;
        format!(
            "{} {} {} {} {name} {email} {age} {}",
            dialect.delimiter,
            byte(dialect.quote),
            byte(dialect.escape),
            header.columns,
            header.added
        )
    }

    pub fn parse(text: &str) -> Option<Table> {
        let parts: Vec<&str> = text.split(' ').collect();
        let [delimiter, quote, escape, columns, name, email, age, added] = *parts.as_slice() else {
            return None;
        };
        let byte = |text: &str| match text {
            "-" => Some(None),
            text => text.parse().ok().map(Some),
        };
        Some(Table {
            dialect: Dialect {
                delimiter: delimiter.parse().ok()?,
                quote: byte(quote)?,
                escape: byte(escape)?,
            },
            header: Header {
                columns: columns.parse().ok()?,
                places: [name.parse().ok()?, email.parse().ok()?, age.parse().ok()?],
                added: added.parse().ok()?,
                // Not an option of a run in partitions.
                is_guarded: false,
            },
        })
    }
}
