//! Errors in a rules file.

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

/// A piece of the file as a message shows it: in backticks, control characters escaped, cut after 40 characters.
pub fn quoted(text: &str) -> String {
    let mut shown = String::from("`");
    for (at, character) in text.chars().enumerate() {
        if at == 40 {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown.push('`');
    shown
}
