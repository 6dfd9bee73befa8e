//! The settings, and how a file sets them.

use crate::error::{ParseError, quoted};
use crate::nearest::nearest;
use crate::syntax::{Entry, entries};
use crate::value::{EmailSyntax, columns, count, domains, email_syntax, number, switch};

/// See `run-settings` in my:config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub min_age: u32,
    pub max_age: u32,
    pub name_min_length: u32,
    pub allowed_domains: Vec<String>,
    pub denied_domains: Vec<String>,
    pub email_syntax: EmailSyntax,
    pub unique_email: bool,
    pub max_errors: Option<u64>,
    pub columns: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            min_age: 13,
            max_age: 150,
            name_min_length: 2,
            allowed_domains: Vec::new(),
            denied_domains: Vec::new(),
            email_syntax: EmailSyntax::Simple,
            unique_email: true,
            max_errors: None,
            columns: None,
        }
    }
}

/// Every known key.
pub const KEYS: [&str; 9] = [
    MIN_AGE,
    MAX_AGE,
    "name-min-length",
    "allowed-domains",
    "denied-domains",
    "email-syntax",
    "unique-email",
    "max-errors",
    "columns",
];
const MIN_AGE: &str = "min-age";
const MAX_AGE: &str = "max-age";

impl Settings {
    fn set(&mut self, entry: &Entry) -> Result<(), ParseError> {
        match entry.key {
            MIN_AGE => self.min_age = number(entry, 0)?,
            MAX_AGE => self.max_age = number(entry, 0)?,
            "name-min-length" => self.name_min_length = number(entry, 1)?,
            "allowed-domains" => self.allowed_domains = domains(entry)?,
            "denied-domains" => self.denied_domains = domains(entry)?,
            "email-syntax" => self.email_syntax = email_syntax(entry)?,
            "unique-email" => self.unique_email = switch(entry)?,
            "max-errors" => self.max_errors = count(entry)?,
            "columns" => self.columns = columns(entry)?,
            _ => return Err(unknown(entry)),
        }
        Ok(())
    }
}

/// The settings of a rules file.
pub fn settings(input: &str) -> Result<Settings, ParseError> {
    let mut settings = Settings::default();
    let mut set: Vec<Entry> = Vec::new();
    for entry in entries(input) {
        let entry = entry?;
        if let Some(first) = set.iter().find(|first| first.key == entry.key) {
            return Err(again(&entry, first));
        }
        settings.set(&entry)?;
        set.push(entry);
    }
    if settings.min_age > settings.max_age {
        return Err(contradiction(&settings, &set));
    }
    Ok(settings)
}

fn unknown(entry: &Entry) -> ParseError {
    let listed = KEYS.map(|key| format!("`{key}`")).join(", ");
    let near = nearest(entry.key, KEYS).map(|key| format!("; the nearest is `{key}`"));
    ParseError {
        position: entry.position,
        found: format!("the unknown key {}", quoted(entry.key)),
        expected: format!("one of {listed}{}", near.unwrap_or_default()),
    }
}

fn again(entry: &Entry, first: &Entry) -> ParseError {
    ParseError {
        position: entry.position,
        found: format!("the key `{}` again", entry.key),
        expected: format!("it once, as on line {}", first.position.line),
    }
}

fn contradiction(settings: &Settings, set: &[Entry]) -> ParseError {
    let mut ages = set.iter().filter(|entry| [MIN_AGE, MAX_AGE].contains(&entry.key));
    let last = ages.next_back().expect("the defaults don't contradict each other");
    ParseError {
        position: last.value_position,
        found: format!("`{MIN_AGE}` {} and `{MAX_AGE}` {}", settings.min_age, settings.max_age),
        expected: format!("`{MIN_AGE}` to be at most `{MAX_AGE}`"),
    }
}
