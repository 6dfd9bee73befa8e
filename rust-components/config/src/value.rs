//! The types of values.

use std::str::FromStr;

use crate::error::{ParseError, Position, quoted};
use crate::syntax::Entry;

/// Decimal digits, for a number of `least` or more.
pub fn number(entry: &Entry, least: u32) -> Result<u32, ParseError> {
    digits(entry.value)
        .filter(|number| *number >= least)
        .ok_or_else(|| bad(entry, &format!("a whole number from {least} to {}", u32::MAX)))
}

/// Decimal digits, or `none`.
pub fn count(entry: &Entry) -> Result<Option<u64>, ParseError> {
    if entry.value == "none" {
        return Ok(None);
    }
    match digits(entry.value) {
        Some(count) => Ok(Some(count)),
        None => Err(bad(entry, &format!("a whole number from 0 to {}, or `none`", u64::MAX))),
    }
}

/// `parse` alone would accept a leading `+`.
fn digits<N: FromStr>(value: &str) -> Option<N> {
    value.parse().ok().filter(|_| !value.starts_with('+'))
}

pub fn switch(entry: &Entry) -> Result<bool, ParseError> {
    match entry.value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(bad(entry, "`on` or `off`")),
    }
}

/// Domains, separated by commas.
pub fn domains(entry: &Entry) -> Result<Vec<String>, ParseError> {
    if entry.value.is_empty() {
        return Ok(Vec::new());
    }
    let domain = |item: &str| match item.trim() {
        item if is_domain(item) => Ok(item.into()),
        item => Err(bad_item(entry, item)),
    };
    entry.value.split(',').map(domain).collect()
}

/// What can follow the `@` of a valid address, without white space and control characters; or `*.` and the end of that.
fn is_domain(item: &str) -> bool {
    let strange = |character: char| character.is_whitespace() || character.is_control() || "@*".contains(character);
    let domain = item.strip_prefix("*.").unwrap_or(item);
    let dotted = item.contains('.') && !domain.is_empty() && !domain.starts_with('.') && !domain.ends_with('.');
    dotted && !domain.contains(strange)
}

fn bad(entry: &Entry, expected: &str) -> ParseError {
    wrong(entry, entry.value, entry.value_position, expected)
}

fn bad_item(entry: &Entry, item: &str) -> ParseError {
    let offset = item.as_ptr() as usize - entry.value.as_ptr() as usize;
    let position = Position {
        column: entry.value_position.column + offset as u32,
        ..entry.value_position
    };
    wrong(
        entry,
        item,
        position,
        "a domain, such as `example.com`, or `*.example.com` for those below it",
    )
}

fn wrong(entry: &Entry, part: &str, position: Position, expected: &str) -> ParseError {
    let found = match part {
        "" => "nothing".into(),
        _ => quoted(part),
    };
    ParseError {
        position,
        found: format!("{found} for `{}`", entry.key),
        expected: expected.into(),
    }
}
