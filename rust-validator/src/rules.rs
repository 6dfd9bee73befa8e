//! The rules themselves. No state, no bindings.

use crate::email::is_email;

/// The youngest and the oldest age that is taken, in years.
pub const MIN_AGE: u32 = 13;
pub const MAX_AGE: u32 = 150;

/// A rule that a user can break; ordered as errors are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    NameEmpty,
    NameTooShort,
    EmailInvalid,
    TooYoung,
    InvalidAge,
}

impl Rule {
    /// The field that the rule is about.
    pub fn field(self) -> &'static str {
        match self {
            Rule::NameEmpty | Rule::NameTooShort => "name",
            Rule::EmailInvalid => "email",
            Rule::TooYoung | Rule::InvalidAge => "age",
        }
    }

    /// What a person is told who breaks it.
    pub fn message(self) -> &'static str {
        match self {
            Rule::NameEmpty => "Name cannot be empty",
            Rule::NameTooShort => "Name must be at least 2 characters",
            Rule::EmailInvalid => "Invalid email format",
            Rule::TooYoung => "Must be at least 13 years old",
            Rule::InvalidAge => "Invalid age",
        }
    }
}

/// The rules that one user breaks, in field order, at most one a field.
pub fn broken(name: &str, email: &str, age: u32) -> impl Iterator<Item = Rule> {
    [check_name(name), check_email(email), check_age(age)]
        .into_iter()
        .flatten()
}

#[inline]
fn check_name(name: &str) -> Option<Rule> {
    // Two ASCII letters or digits in front decide nearly every name without decoding it.
    if let [a, b, ..] = name.as_bytes()
        && a.is_ascii_alphanumeric()
        && b.is_ascii_alphanumeric()
    {
        return None;
    }
    let mut characters = name.trim().chars();
    match (characters.next(), characters.next()) {
        (None, _) => Some(Rule::NameEmpty),
        (Some(_), None) => Some(Rule::NameTooShort),
        _ => None,
    }
}

#[inline]
fn check_email(email: &str) -> Option<Rule> {
    (!is_email(email)).then_some(Rule::EmailInvalid)
}

#[inline]
fn check_age(age: u32) -> Option<Rule> {
    if age < MIN_AGE {
        Some(Rule::TooYoung)
    } else if age > MAX_AGE {
        Some(Rule::InvalidAge)
    } else {
        None
    }
}
