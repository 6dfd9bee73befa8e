//! Reads lines, keys and values, without knowing which keys there are.

use crate::error::{ParseError, Position, quoted};

/// A line `key = value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    pub key: &'a str,
    pub value: &'a str,
    /// Where the key starts.
    pub position: Position,
    /// Where the value starts, or would start.
    pub value_position: Position,
}

/// The entries of the lines, in order, without empty lines and comments.
pub fn entries(input: &str) -> impl Iterator<Item = Result<Entry<'_>, ParseError>> {
    let text = input.strip_prefix('\u{feff}').unwrap_or(input);
    (1..).zip(text.split('\n')).filter_map(|(line, text)| {
        let (text, _comment) = text.split_once('#').unwrap_or((text, ""));
        (!text.trim().is_empty()).then(|| entry(line, text))
    })
}

fn entry(line: u32, text: &str) -> Result<Entry<'_>, ParseError> {
    let position = |part: &str| position(line, text, part);
    let whole = text.trim();
    let Some((key, value)) = text.split_once('=') else {
        return Err(ParseError {
            position: position(whole),
            found: quoted(whole),
            expected: "a line `key = value`".into(),
        });
    };
    let (key, value) = (key.trim(), value.trim());
    if key.is_empty() {
        return Err(ParseError {
            position: position(whole),
            found: quoted(whole),
            expected: "a key before `=`".into(),
        });
    }
    Ok(Entry {
        key,
        value,
        position: position(key),
        value_position: position(value),
    })
}

/// Where a part of a line starts.
pub(crate) fn position(line: u32, text: &str, part: &str) -> Position {
    let offset = part.as_ptr() as usize - text.as_ptr() as usize;
    Position {
        line,
        column: offset as u32 + 1,
    }
}
