//! How the inputs are read, as far as it was requested. The rest is found from the beginning of each input.

use encoding_rs::Encoding;

use crate::columns::Columns;
use crate::csv::dialect::Dialect;
use crate::error::{JobError, quoted};
use crate::workbook::{OpenSheet, left_out};

/// How much an input may unpack to, if nothing else is requested.
const MAX_UNPACKED_BYTES: u64 = 16 << 30;

/// See `reading` in `wit/job.wit`: the options as they were written.
#[derive(Debug, Clone, Default)]
pub struct ReadingOptions {
    pub delimiter: Option<String>,
    pub quote: Option<String>,
    pub escape: Option<String>,
    pub skip_lines: Option<u32>,
    pub no_header: bool,
    pub columns: Option<String>,
    pub encoding: Option<String>,
    pub max_unpacked_bytes: Option<u64>,
    pub sheet: Option<String>,
}

/// The options by type.
#[derive(Debug, Clone)]
pub struct Reading {
    pub delimiter: Option<u8>,
    /// Within it: none if fields are never quoted.
    pub quote: Option<Option<u8>>,
    /// Within it: none if no character escapes another.
    pub escape: Option<Option<u8>>,
    pub skip_lines: Option<u32>,
    pub no_header: bool,
    pub columns: Columns,
    pub encoding: Option<&'static Encoding>,
    pub max_unpacked_bytes: u64,
    /// In a `rejects.csv`, values may have a `'` in front because of formulas. An option of writing.
    pub formula_guard: bool,
    pub sheet: Option<String>,
    /// How workbooks are read, which another component does.
    pub open_sheet: OpenSheet,
}

impl Default for Reading {
    fn default() -> Self {
        Reading {
            delimiter: None,
            quote: None,
            escape: None,
            skip_lines: None,
            no_header: false,
            columns: Columns::default(),
            encoding: None,
            max_unpacked_bytes: MAX_UNPACKED_BYTES,
            formula_guard: false,
            sheet: None,
            open_sheet: left_out,
        }
    }
}

impl Reading {
    /// For the text of a sheet, whose dialect is known.
    pub fn of_sheet(&self) -> Reading {
        let dialect = Dialect::default();
        Reading {
            delimiter: Some(dialect.delimiter),
            quote: Some(dialect.quote),
            escape: Some(dialect.escape),
            ..self.clone()
        }
    }
}

impl ReadingOptions {
    pub fn parse(&self) -> Result<Reading, JobError> {
        let delimiter = self.delimiter.as_deref().map(delimiter).transpose()?;
        let quote = self.quote.as_deref().map(|text| mark("--quote", text)).transpose()?;
        let escape = self.escape.as_deref().map(|text| mark("--escape", text)).transpose()?;
        for (option, one) in [("--quote", quote), ("--escape", escape)] {
            if let (Some(Some(one)), Some(delimiter)) = (one, delimiter)
                && one == delimiter
            {
                return Err(wrong(
                    option,
                    quoted(&(one as char).to_string()),
                    "another character than the delimiter",
                ));
            }
        }
        let columns = match &self.columns {
            None => Columns::default(),
            Some(text) => Columns::parse(text).map_err(|(found, expected)| wrong("--columns", found, expected))?,
        };
        if self.no_header && columns.numbers().is_none() {
            let found = match &self.columns {
                None => "no `--columns` with it".into(),
                Some(text) => format!("{} in `--columns`", quoted(text)),
            };
            let expected = "the number of each column, such as `--columns name=1,email=2,age=3`";
            return Err(wrong("--no-header", found, expected));
        }
        let encoding = match self.encoding.as_deref() {
            None => None,
            Some(label) => Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                let expected = "a label of the WHATWG encoding standard, such as `windows-1252` or `shift_jis`";
                wrong("--encoding", quoted(label), expected)
            })?),
        };
        Ok(Reading {
            delimiter,
            quote,
            escape,
            skip_lines: self.skip_lines,
            no_header: self.no_header,
            columns,
            encoding,
            max_unpacked_bytes: self.max_unpacked_bytes.unwrap_or(MAX_UNPACKED_BYTES),
            formula_guard: false,
            sheet: self.sheet.clone(),
            open_sheet: left_out,
        })
    }
}

/// Characters that are hard to pass on a command line, by name.
const NAMED: [(&str, u8); 7] = [
    ("comma", b','),
    ("semicolon", b';'),
    ("tab", b'\t'),
    ("\\t", b'\t'),
    ("pipe", b'|'),
    ("bar", b'|'),
    ("space", b' '),
];

fn delimiter(text: &str) -> Result<u8, JobError> {
    let named = NAMED.iter().find(|(name, _)| *name == text).map(|(_, byte)| *byte);
    let expected = "one ASCII character, or `tab` or `space`";
    named
        .or_else(|| character(text))
        .ok_or_else(|| wrong("--delimiter", quoted(text), expected))
}

fn mark(option: &'static str, text: &str) -> Result<Option<u8>, JobError> {
    match text {
        "" | "none" => Ok(None),
        text => character(text)
            .map(Some)
            .ok_or_else(|| wrong(option, quoted(text), "one ASCII character, or `none`")),
    }
}

fn character(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [b'\r' | b'\n'] => None,
        [byte] if byte.is_ascii() => Some(*byte),
        _ => None,
    }
}

fn wrong(option: &'static str, found: String, expected: &'static str) -> JobError {
    JobError::Option {
        option,
        found,
        expected,
    }
}
