//! The rules. A new one is a case of [`Rule`], its field, its message, and a check in the function of its field.

use std::borrow::Cow;

use crate::domains::Domains;
use crate::email::{domain, is_email};
use crate::strict::is_strict_email;

/// A rule that a user can break; ordered as errors are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    NameEmpty,
    NameTooShort,
    EmailInvalid,
    DomainNotAllowed,
    TooYoung,
    InvalidAge,
}

impl Rule {
    /// The field that the rule is about.
    pub fn field(self) -> &'static str {
        match self {
            Rule::NameEmpty | Rule::NameTooShort => "name",
            Rule::EmailInvalid | Rule::DomainNotAllowed => "email",
            Rule::TooYoung | Rule::InvalidAge => "age",
        }
    }
}

/// See `email-syntax` in my:user-validator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailSyntax {
    Simple,
    Strict,
}

/// The configurable part of the rules.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The lowest and the highest age allowed, in years.
    pub min_age: u32,
    pub max_age: u32,
    /// In characters, after trimming.
    pub name_min_length: u32,
    pub domains: Domains,
    pub email_syntax: EmailSyntax,
}

impl Rules {
    pub const DEFAULT: Rules = Rules {
        min_age: 13,
        max_age: 150,
        name_min_length: 2,
        domains: Domains::ALL,
        email_syntax: EmailSyntax::Simple,
    };

    /// The message for a user who breaks a rule.
    pub fn message(&self, rule: Rule) -> Cow<'static, str> {
        match rule {
            Rule::NameEmpty => "Name cannot be empty".into(),
            Rule::NameTooShort => format!("Name must be at least {} characters", self.name_min_length).into(),
            Rule::EmailInvalid => "Invalid email format".into(),
            Rule::DomainNotAllowed => "Email domain is not allowed".into(),
            Rule::TooYoung => format!("Must be at least {} years old", self.min_age).into(),
            Rule::InvalidAge => "Invalid age".into(),
        }
    }

    /// The rules that one user breaks, in field order, at most one per field.
    #[inline]
    pub fn broken(&self, name: &str, email: &str, age: u32) -> impl Iterator<Item = Rule> + use<> {
        [self.check_name(name), self.check_email(email), self.check_age(age)]
            .into_iter()
            .flatten()
    }

    #[inline]
    fn check_name(&self, name: &str) -> Option<Rule> {
        let name = trimmed(name);
        if name.is_empty() {
            Some(Rule::NameEmpty)
        } else if is_shorter(name, self.name_min_length as usize) {
            Some(Rule::NameTooShort)
        } else {
            None
        }
    }

    #[inline]
    fn check_email(&self, email: &str) -> Option<Rule> {
        if !is_email(email) || self.email_syntax == EmailSyntax::Strict && !is_strict_email(email) {
            Some(Rule::EmailInvalid)
        } else if !self.domains.allow_all() && !self.domains.allow(domain(email)) {
            Some(Rule::DomainNotAllowed)
        } else {
            None
        }
    }

    #[inline]
    fn check_age(&self, age: u32) -> Option<Rule> {
        if age < self.min_age {
            Some(Rule::TooYoung)
        } else if age > self.max_age {
            Some(Rule::InvalidAge)
        } else {
            None
        }
    }
}

/// The name without white space at its ends. Nearly every name begins and ends in ASCII, which needs no decoding.
#[inline]
fn trimmed(name: &str) -> &str {
    match name.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => name,
        _ => name.trim(),
    }
}

/// Whether a text has fewer characters. They are only counted if the number of bytes doesn't decide it: a character has
/// at most four.
#[inline]
fn is_shorter(text: &str, least: usize) -> bool {
    text.len().div_ceil(4) < least && text.chars().take(least).count() < least
}
