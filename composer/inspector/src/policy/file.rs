//! The policy file: TOML without unknown keys, in which every value has its position.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{self, SeqAccess, Visitor};
use toml::Spanned;

/// Why a policy can't be used. `line` and `column` count from 1, `column` in characters.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{line}:{column}: {message}")]
pub struct PolicyError {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// A policy as written.
#[derive(Debug)]
pub struct Policy {
    pub(super) rules: Rules,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Rules {
    /// The host provides only types.
    pub no_imports: Option<Spanned<bool>>,
    /// The host provides only these.
    pub only_imports: Option<Spanned<Names>>,
    /// The host gets only these.
    pub only_exports: Option<Spanned<Names>>,
    #[serde(default)]
    pub deny: Vec<Spanned<Deny>>,
    #[serde(default)]
    pub only: Vec<Spanned<Only>>,
    #[serde(default)]
    pub no_path: Vec<Spanned<NoPath>>,
}

/// `from` reaches none of these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deny {
    pub from: Spanned<Names>,
    pub reach: Spanned<Names>,
    pub because: Option<String>,
}

/// `from` reaches only these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Only {
    pub from: Spanned<Names>,
    pub reach: Spanned<Names>,
    pub because: Option<String>,
}

/// `from` doesn't reach the component `to`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoPath {
    pub from: Spanned<Names>,
    pub to: Spanned<Names>,
    pub because: Option<String>,
}

/// One name or pattern, or a list of them.
#[derive(Debug)]
pub(super) struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Names, D::Error> {
        deserializer.deserialize_any(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name or a list of names")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Names, E> {
        named(vec![name.to_string()])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = list.next_element::<String>()? {
            names.push(name);
        }
        named(names)
    }
}

fn named<E: de::Error>(names: Vec<String>) -> Result<Names, E> {
    match names.iter().any(|name| name.trim().is_empty()) {
        true => Err(E::custom(
            "found an empty name, expected a component's or an interface's",
        )),
        false => Ok(Names(names)),
    }
}

impl Policy {
    /// Reads a policy. [`Policy::check`] finds names that no component has.
    pub fn parse(text: &str) -> Result<Policy, PolicyError> {
        let rules: Rules = toml::from_str(text).map_err(|error| {
            let message = error.message().replace('\n', ", ");
            at(text, error.span().unwrap_or_default(), message)
        })?;
        let is_empty = rules.no_imports.is_none() && rules.only_imports.is_none() && rules.only_exports.is_none();
        if is_empty && rules.deny.is_empty() && rules.only.is_empty() && rules.no_path.is_empty() {
            let message = "found no rule, expected one of `no-imports`, `only-imports`, `only-exports`, `deny`, `only`, \
                       `no-path`";
            return Err(at(text, 0..0, message.into()));
        }
        let policy = Policy {
            rules,
            text: text.to_string(),
        };
        if let Some(no_imports) = policy.rules.no_imports.as_ref().filter(|rule| !*rule.get_ref()) {
            let message = "found `no-imports = false`, which asks for nothing; expected `true`, or no such line";
            return Err(policy.error(no_imports.span(), message.into()));
        }
        Ok(policy)
    }

    /// Extends every rule that mentions a name to another name, if `also` returns one for it.
    pub fn extend(&mut self, also: impl Fn(&str) -> Option<String>) {
        let rules = &mut self.rules;
        let deny = rules
            .deny
            .iter_mut()
            .map(Spanned::get_mut)
            .flat_map(|rule| [&mut rule.from, &mut rule.reach]);
        let only = rules
            .only
            .iter_mut()
            .map(Spanned::get_mut)
            .flat_map(|rule| [&mut rule.from, &mut rule.reach]);
        let no_path = rules
            .no_path
            .iter_mut()
            .map(Spanned::get_mut)
            .flat_map(|rule| [&mut rule.from, &mut rule.to]);
        for names in deny.chain(only).chain(no_path) {
            let Names(names) = names.get_mut();
            let more: Vec<String> = names.iter().filter_map(|name| also(name)).collect();
            names.extend(more);
        }
    }

    pub(super) fn error(&self, span: Range<usize>, message: String) -> PolicyError {
        at(&self.text, span, message)
    }

    /// Line and column, from 1.
    pub(super) fn position(&self, span: Range<usize>) -> (usize, usize) {
        let error = self.error(span, String::new());
        (error.line, error.column)
    }
}

fn at(text: &str, span: Range<usize>, message: String) -> PolicyError {
    let before = text.get(..span.start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    PolicyError {
        line: 1 + before.matches('\n').count(),
        column: 1 + before[line_start..].chars().count(),
        message: escape::inert(&message),
    }
}
