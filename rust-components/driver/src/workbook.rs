//! What another component reads of a workbook: the text of a sheet.

use std::collections::VecDeque;

use crate::error::{InputError, quoted};
use crate::intake::too_large;

/// See `open` in my:workbook.
pub type OpenSheet = fn(Vec<u8>, Option<&str>, u64) -> Result<Box<dyn Sheet>, WorkbookError>;

/// A sheet that is being read.
pub trait Sheet {
    fn name(&self) -> String;
    /// The names of the workbook's other sheets.
    fn others(&self) -> Vec<String>;
    /// The next piece of the text. Empty: there is no more.
    fn read(&mut self) -> Result<String, WorkbookError>;
}

/// See `workbook-error` in my:workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkbookError {
    OtherFile(String),
    Encrypted,
    Damaged(String),
    NoSheet(Vec<String>),
    UnpacksToTooMuch,
    NeedsTooMuchMemory,
    LeftOut,
}

/// How a run without the other component opens a workbook.
pub fn left_out(_: Vec<u8>, _: Option<&str>, _: u64) -> Result<Box<dyn Sheet>, WorkbookError> {
    Err(WorkbookError::LeftOut)
}

const WHAT: &str = "the workbook";

impl WorkbookError {
    /// `name` is that of the requested sheet.
    pub fn of_input(self, name: Option<&str>, max_unpacked_bytes: u64) -> InputError {
        match self {
            WorkbookError::OtherFile(what) => InputError::of_file("the input", what, "text or a workbook (.xlsx)"),
            WorkbookError::Encrypted => InputError::of_file(WHAT, "an encrypted one", "one without a password"),
            WorkbookError::Damaged(what) => {
                let found = format!(
                    "a workbook or zip archive that can't be opened: {}",
                    escape::Inert(&what)
                );
                InputError::of_file("the input", found, "text or a workbook (.xlsx)")
            }
            WorkbookError::NoSheet(sheets) => {
                let sheets: Vec<String> = sheets.iter().map(|sheet| quoted(sheet)).collect();
                let sheets = match sheets.as_slice() {
                    [] => "no sheet".into(),
                    _ => sheets.join(", "),
                };
                match name {
                    None => InputError::of_file(WHAT, "no sheet", "at least one"),
                    Some(name) => {
                        let expected = format!("a sheet named {} (option `--sheet`)", quoted(name));
                        InputError::of_file(WHAT, sheets, expected)
                    }
                }
            }
            WorkbookError::UnpacksToTooMuch => too_large(max_unpacked_bytes),
            WorkbookError::NeedsTooMuchMemory => InputError::of_file(
                WHAT,
                "more text than fits into the memory for a workbook",
                "less; save the sheet as CSV, which has no such limit",
            ),
            WorkbookError::LeftOut => InputError::of_file(
                "the input",
                "a workbook or zip archive, which this composition doesn't read",
                "text; save the sheet as CSV, or compose with `workbook`",
            ),
        }
    }
}

/// Which row of a sheet a line of its text is in. A line feed within quotes begins no row.
#[derive(Default)]
pub struct SheetRows {
    is_quoted: bool,
    line_feeds: u64,
    /// The numbers of the lines that begin within quotes, but those that were passed.
    inner: VecDeque<u64>,
    passed: u64,
}

impl SheetRows {
    /// The next part of the text.
    pub fn add(&mut self, text: &[u8]) {
        for at in memchr::memchr2_iter(b'"', b'\n', text) {
            if text[at] == b'"' {
                self.is_quoted = !self.is_quoted;
            } else {
                self.line_feeds += 1;
                if self.is_quoted {
                    self.inner.push_back(self.line_feeds + 1);
                }
            }
        }
    }

    /// Whether so far each line is a row.
    pub fn are_lines(&self) -> bool {
        self.passed == 0 && self.inner.is_empty()
    }

    pub fn row(&self, line: u64) -> u64 {
        line - self.passed - self.inner.partition_point(|inner| *inner <= line) as u64
    }

    /// No line before this one is asked for again.
    pub fn pass(&mut self, line: u64) {
        while self.inner.pop_front_if(|inner| *inner <= line).is_some() {
            self.passed += 1;
        }
    }
}
