//! Why a run fails as a whole.

use crate::position::Position;

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

/// Why a run failed. The text is one line for people; see `job-error` in `wit/job.wit`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    #[error("{input}:{}:{}: {error}", error.position.line, error.position.column)]
    Input { input: String, error: InputError },

    #[error("{name}:{}:{}: {message}", position.line, position.column)]
    Rules {
        name: String,
        position: Position,
        message: String,
    },

    #[error("cannot {call}: {reason}")]
    Usage { call: &'static str, reason: &'static str },

    #[error(
        "{input}:{}:{}: cannot read the record: found more than {limit} bytes, expected at most that many \
         (limit `max-record-bytes`)",
        position.line, position.column
    )]
    RecordTooLong {
        input: String,
        position: Position,
        limit: u32,
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

    #[error("cannot render the report `{report}`: {reason}")]
    Report { report: &'static str, reason: String },

    #[error(
        "cannot account for every record: found {accepted} accepted + {rejected} rejected, expected their sum to be \
         the {read} that were read"
    )]
    Unaccounted { read: u64, accepted: u64, rejected: u64 },
}

impl JobError {
    /// The place in the input or the rules, where there is one.
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

/// A piece of input as a message shows it: in backticks, control characters escaped, cut after 40 characters.
pub fn quoted(text: &str) -> String {
    let mut shown = String::from("`");
    for (at, character) in text.chars().enumerate() {
        if at == 40 {
            shown.push('…');
            break;
        }
        match character {
            '\t' | '\n' | '\r' => shown.extend(character.escape_debug()),
            // Not `\0`, which a digit may follow.
            _ if character.is_control() => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown.push('`');
    shown
}
