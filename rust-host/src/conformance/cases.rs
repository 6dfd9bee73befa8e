//! The cases that every validator is tested by: tests/vectors/validator/cases.json, which its README.md describes.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::bindings::{EmailSyntax, Rule, Rules, TextColumn, UserBatch};

const FILE: &str = include_str!("../../../tests/vectors/validator/cases.json");

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cases {
    /// The field and the message of each rule; `{…}` stands for a setting.
    pub messages: BTreeMap<RuleName, (String, String)>,
    pub defaults: Settings,
    /// An address, and whether it is valid.
    pub emails: Vec<(String, bool)>,
    /// An address, and the form in which it is compared.
    pub canonical: Vec<(String, String)>,
    pub judged: Vec<Group>,
    /// Settings that no rule-set can have.
    pub contradictory: Vec<Changes>,
    pub broken_batches: Vec<BrokenBatch>,
}

/// Users who are judged by the same rules.
#[derive(Deserialize)]
pub struct Group {
    pub about: String,
    /// What differs from the defaults; none: the functions of the interface, without a rule-set.
    pub rules: Option<Changes>,
    /// Name, address, age, and the rules that they break.
    pub users: Vec<(String, String, u32, Vec<RuleName>)>,
}

/// A batch that a caller may not pass. The columns have the text and the ends.
#[derive(Deserialize)]
pub struct BrokenBatch {
    pub about: String,
    names: (String, Vec<u32>),
    emails: (String, Vec<u32>),
    ages: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleName {
    NameEmpty,
    NameTooShort,
    EmailInvalid,
    DomainNotAllowed,
    TooYoung,
    InvalidAge,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Settings {
    pub min_age: u32,
    pub max_age: u32,
    pub name_min_length: u32,
    pub allowed_domains: Vec<String>,
    pub denied_domains: Vec<String>,
    pub email_syntax: Syntax,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Changes {
    pub min_age: Option<u32>,
    pub max_age: Option<u32>,
    pub name_min_length: Option<u32>,
    pub allowed_domains: Option<Vec<String>>,
    pub denied_domains: Option<Vec<String>>,
    pub email_syntax: Option<Syntax>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Syntax {
    Simple,
    Strict,
}

impl Cases {
    pub fn read() -> Cases {
        serde_json::from_str(FILE).expect("the file is a part of this program, and a test reads it")
    }

    /// The rules of a rule-set that differs from the defaults in these settings.
    pub fn rules(&self, changes: &Changes) -> Rules {
        let Settings {
            min_age,
            max_age,
            name_min_length,
            allowed_domains,
            denied_domains,
            email_syntax,
        } = self.defaults.clone();
        Rules {
            min_age: changes.min_age.unwrap_or(min_age),
            max_age: changes.max_age.unwrap_or(max_age),
            name_min_length: changes.name_min_length.unwrap_or(name_min_length),
            allowed_domains: changes.allowed_domains.clone().unwrap_or(allowed_domains),
            denied_domains: changes.denied_domains.clone().unwrap_or(denied_domains),
            email_syntax: match changes.email_syntax.unwrap_or(email_syntax) {
                Syntax::Simple => EmailSyntax::Simple,
                Syntax::Strict => EmailSyntax::Strict,
            },
        }
    }

    /// The users of the first group, whom the defaults judge.
    pub fn by_default(&self) -> &Group {
        &self.judged[0]
    }

    /// The field and the message of a rule with these settings.
    pub fn error(&self, rule: RuleName, rules: &Rules) -> (String, String) {
        let (field, message) = &self.messages[&rule];
        let message = message
            .replace("{min-age}", &rules.min_age.to_string())
            .replace("{name-min-length}", &rules.name_min_length.to_string());
        (field.clone(), message)
    }
}

impl RuleName {
    pub const ALL: [RuleName; 6] = [
        RuleName::NameEmpty,
        RuleName::NameTooShort,
        RuleName::EmailInvalid,
        RuleName::DomainNotAllowed,
        RuleName::TooYoung,
        RuleName::InvalidAge,
    ];

    pub fn rule(self) -> Rule {
        match self {
            RuleName::NameEmpty => Rule::NameEmpty,
            RuleName::NameTooShort => Rule::NameTooShort,
            RuleName::EmailInvalid => Rule::EmailInvalid,
            RuleName::DomainNotAllowed => Rule::DomainNotAllowed,
            RuleName::TooYoung => Rule::TooYoung,
            RuleName::InvalidAge => Rule::InvalidAge,
        }
    }

    /// Its name in the contract.
    pub fn name(self) -> &'static str {
        match self {
            RuleName::NameEmpty => "name-empty",
            RuleName::NameTooShort => "name-too-short",
            RuleName::EmailInvalid => "email-invalid",
            RuleName::DomainNotAllowed => "domain-not-allowed",
            RuleName::TooYoung => "too-young",
            RuleName::InvalidAge => "invalid-age",
        }
    }

    pub fn of(rule: Rule) -> RuleName {
        let found = RuleName::ALL.into_iter().find(|name| name.rule() == rule);
        found.expect("the contract has no other rule")
    }
}

impl BrokenBatch {
    pub fn batch(&self) -> UserBatch {
        let column = |(text, ends): &(String, Vec<u32>)| TextColumn {
            text: text.clone(),
            ends: ends.clone(),
        };
        UserBatch {
            names: column(&self.names),
            emails: column(&self.emails),
            ages: self.ages.clone(),
            kept_columns: None,
        }
    }
}

/// A column with these values.
pub fn column_of<'a>(values: impl IntoIterator<Item = &'a str>) -> TextColumn {
    let mut column = TextColumn {
        text: String::new(),
        ends: Vec::new(),
    };
    for value in values {
        column.text += value;
        column
            .ends
            .push(u32::try_from(column.text.len()).expect("a column has under 4 GiB"));
    }
    column
}

/// A batch of users: name, address, age.
pub fn batch_of<'a>(users: impl Iterator<Item = (&'a str, &'a str, u32)> + Clone) -> UserBatch {
    UserBatch {
        names: column_of(users.clone().map(|(name, _, _)| name)),
        emails: column_of(users.clone().map(|(_, email, _)| email)),
        ages: users.map(|(_, _, age)| age).collect(),
        kept_columns: None,
    }
}
