//! The types of values.

use std::str::FromStr;

use column_mapping::pairs;
use label::is_part;

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

/// See `email-syntax` in my:user-validator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailSyntax {
    Simple,
    Strict,
}

pub fn email_syntax(entry: &Entry) -> Result<EmailSyntax, ParseError> {
    match entry.value {
        "simple" => Ok(EmailSyntax::Simple),
        "strict" => Ok(EmailSyntax::Strict),
        _ => Err(bad(entry, "`simple` or `strict`")),
    }
}

/// Headers of fields, or nothing.
pub fn columns(entry: &Entry) -> Result<Option<String>, ParseError> {
    if entry.value.is_empty() {
        return Ok(None);
    }
    match pairs(entry.value) {
        Ok(_) => Ok(Some(entry.value.into())),
        Err(mistake) => Err(wrong(
            entry,
            mistake.part,
            within(entry, mistake.part),
            mistake.expected,
        )),
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

/// Labels with dots between them; with `*.` in front, those below it. The validator has the tables of Unicode, and knows which
/// names there can be.
fn is_domain(item: &str) -> bool {
    let domain = item.strip_prefix("*.").unwrap_or(item);
    item.contains('.') && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let is_inside = !label.starts_with('-') && !label.ends_with('-');
    is_inside && (1..=63).contains(&label.chars().count()) && label.chars().all(is_part)
}

fn bad(entry: &Entry, expected: &str) -> ParseError {
    wrong(entry, entry.value, entry.value_position, expected)
}

/// Where a part of the value starts.
fn within(entry: &Entry, part: &str) -> Position {
    let offset = part.as_ptr() as usize - entry.value.as_ptr() as usize;
    Position {
        column: entry.value_position.column + offset as u32,
        ..entry.value_position
    }
}

fn bad_item(entry: &Entry, item: &str) -> ParseError {
    wrong(
        entry,
        item,
        within(entry, item),
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
