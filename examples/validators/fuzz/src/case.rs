//! What the validators are called with.

use std::fmt::Write;

use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub enum Case {
    /// Users, by a rule-set, or by the functions without one.
    Judged { rules: Option<Rules>, users: Vec<User> },
    /// A batch that a caller may not pass, or nearly one.
    Batch {
        names: Column,
        emails: Column,
        ages: Vec<u32>,
    },
}

/// Name, address, age.
pub type User = (String, String, u32);

/// The text and the ends.
pub type Column = (String, Vec<u32>);

#[derive(Debug, Clone)]
pub struct Rules {
    pub min_age: u32,
    pub max_age: u32,
    pub name_min_length: u32,
    pub allowed_domains: Vec<String>,
    pub denied_domains: Vec<String>,
    pub is_strict: bool,
}

impl Case {
    /// Addresses, and the entries of the lists of domains.
    pub fn domains(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Case::Judged { rules, users } => {
                let lists = rules
                    .iter()
                    .flat_map(|rules| rules.allowed_domains.iter().chain(&rules.denied_domains));
                Box::new(lists.chain(users.iter().map(|(_, email, _)| email)).map(String::as_str))
            }
            Case::Batch { emails, .. } => Box::new(std::iter::once(emails.0.as_str())),
        }
    }

    /// As in the shared vectors, without results.
    pub fn json(&self) -> Value {
        match self {
            Case::Judged { rules, users } => json!({ "rules": rules.as_ref().map(Rules::json), "users": users }),
            Case::Batch { names, emails, ages } => json!({ "names": names, "emails": emails, "ages": ages }),
        }
    }
}

impl Rules {
    pub fn json(&self) -> Value {
        json!({
            "min-age": self.min_age,
            "max-age": self.max_age,
            "name-min-length": self.name_min_length,
            "allowed-domains": self.allowed_domains,
            "denied-domains": self.denied_domains,
            "email-syntax": if self.is_strict { "strict" } else { "simple" },
        })
    }
}

pub fn column<'a>(values: impl Iterator<Item = &'a str>) -> Column {
    let mut text = String::new();
    let ends = values.map(|value| {
        text += value;
        u32::try_from(text.len()).expect("a case is small")
    });
    let ends = ends.collect();
    (text, ends)
}

/// JSON in ASCII, as the vectors are written.
pub fn ascii(value: &Value) -> String {
    let mut text = String::new();
    for character in value.to_string().chars() {
        match character {
            ' '..='~' => text.push(character),
            _ => character
                .encode_utf16(&mut [0; 2])
                .iter()
                .for_each(|unit| write!(text, "\\u{unit:04x}").expect("a text is long enough")),
        }
    }
    text
}
