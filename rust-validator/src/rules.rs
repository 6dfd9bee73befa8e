//! The rules themselves. No state, no bindings.

use std::borrow::Cow;

use crate::domains::Domains;
use crate::email::{domain, is_email};

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

/// What the rules leave open.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The youngest and the oldest age that is taken, in years.
    pub min_age: u32,
    pub max_age: u32,
    /// In characters, once trimmed.
    pub name_min_length: u32,
    pub domains: Domains,
}

impl Rules {
    pub const DEFAULT: Rules = Rules {
        min_age: 13,
        max_age: 150,
        name_min_length: 2,
        domains: Domains::ALL,
    };

    /// What a person is told who breaks a rule.
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

    /// The rules that one user breaks, in field order, at most one a field.
    #[inline]
    pub fn broken(&self, name: &str, email: &str, age: u32) -> impl Iterator<Item = Rule> + use<> {
        [self.check_name(name), self.check_email(email), self.check_age(age)]
            .into_iter()
            .flatten()
    }

    #[inline]
    fn check_name(&self, name: &str) -> Option<Rule> {
        // Two ASCII letters or digits in front decide nearly every name without decoding it.
        if self.name_min_length <= 2
            && let [a, b, ..] = name.as_bytes()
            && a.is_ascii_alphanumeric()
            && b.is_ascii_alphanumeric()
        {
            return None;
        }
        let name = name.trim();
        let least = self.name_min_length as usize;
        if name.is_empty() {
            Some(Rule::NameEmpty)
        } else if name.chars().take(least).count() < least {
            Some(Rule::NameTooShort)
        } else {
            None
        }
    }

    #[inline]
    fn check_email(&self, email: &str) -> Option<Rule> {
        if !is_email(email) {
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
