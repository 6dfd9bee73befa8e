//! Errors in a rules file.

use escape::Inert;

/// A place in a rules file, counted from 1; column in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// The first error. The text is one line for people, without the position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the rules: found {found}, expected {expected}")]
pub struct ParseError {
    pub position: Position,
    pub found: String,
    pub expected: String,
}

/// A piece of the file as a message shows it: in backticks, cut after 40 characters, with invisible characters escaped.
pub fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        None => format!("`{}`", Inert(text)),
        Some((end, _)) => format!("`{}…`", Inert(&text[..end])),
    }
}
