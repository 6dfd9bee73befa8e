//! Why a run fails as a whole.

use crate::position::Position;
use escape::Inert;

/// An input that can't be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot read {what}: found {found}, expected {expected}")]
pub struct InputError {
    pub position: Position,
    /// What was being read, such as "the CSV header".
    pub what: &'static str,
    pub found: String,
    pub expected: String,
}

impl InputError {
    /// An input whose bytes can't be made into text.
    pub fn of_file(what: &'static str, found: impl Into<String>, expected: impl Into<String>) -> InputError {
        InputError {
            position: Position::default(),
            what,
            found: found.into(),
            expected: expected.into(),
        }
    }
}

/// Why a run failed. The text is one line for people; see `job-error` in `wit/job.wit`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    #[error("{}:{}:{}: {error}", Inert(input), error.position.line, error.position.column)]
    Input { input: String, error: InputError },

    #[error(
        "{}:1:1: cannot look at the input: found no header or format in its first {bytes} bytes, expected one; a run looks further",
        Inert(input)
    )]
    Unknown { input: String, bytes: usize },

    #[error("cannot read the option `{option}`: found {found}, expected {expected}")]
    Option {
        option: &'static str,
        found: String,
        expected: &'static str,
    },

    #[error("{name}:{}:{}: {message}", position.line, position.column)]
    Rules {
        name: String,
        position: Position,
        message: String,
    },

    #[error("cannot {call}: {reason}")]
    Usage { call: &'static str, reason: &'static str },

    #[error(
        "{}:{}:{}: cannot read the record: found more than {limit} bytes, expected at most that many \
         (limit `max-record-bytes`)",
        Inert(input), position.line, position.column
    )]
    RecordTooLong {
        input: String,
        position: Position,
        limit: usize,
    },

    #[error(
        "{input}:{}:{}: cannot go on: found more than {limit} rejected records, expected at most that many \
         (limit `max-errors`); `{field}` of this one: {message}",
        position.line, position.column
    )]
    TooManyErrors {
        input: String,
        position: Position,
        limit: u64,
        field: String,
        message: String,
    },

    #[error(
        "cannot put the parts together: found {rejected} rejected records, expected at most {limit} (limit `max-errors`)"
    )]
    TooManyInAll { rejected: u64, limit: u64 },

    #[error("stage `{stage}`: the store `{store}` {reason}")]
    Store {
        stage: &'static str,
        store: String,
        /// Which operation failed, and why.
        reason: String,
    },

    #[error("cannot render the report `{report}`: {reason}")]
    Report { report: &'static str, reason: String },

    #[error(
        "cannot account for every record: found {accepted} accepted + {rejected} rejected, expected their sum to be \
         the {read} that were read"
    )]
    Unaccounted { read: u64, accepted: u64, rejected: u64 },
}

impl JobError {
    /// The place in the input or the rules, if there is one.
    pub fn position(&self) -> Option<Position> {
        match self {
            JobError::Input { error, .. } => Some(error.position),
            JobError::Rules { position, .. }
            | JobError::RecordTooLong { position, .. }
            | JobError::TooManyErrors { position, .. } => Some(*position),
            _ => None,
        }
    }
}

impl JobError {
    /// The same error where the input begins this many lines later.
    #[must_use]
    pub fn moved_by(mut self, lines: u64) -> JobError {
        match &mut self {
            JobError::Input { error, .. } => error.position.line += lines,
            JobError::RecordTooLong { position, .. } => position.line += lines,
            _ => {}
        }
        self
    }
}

/// A piece of input as a message shows it: in backticks, cut after 40 characters, with invisible characters escaped.
pub fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        None => format!("`{}`", Inert(text)),
        Some((end, _)) => format!("`{}…`", Inert(&text[..end])),
    }
}
