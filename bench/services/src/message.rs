//! What crosses between the processes, as JSON.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use validator::rules::Rules;

/// One thing that is wrong with a record.
#[derive(Serialize, Deserialize, Clone)]
pub struct FieldError<'a> {
    #[serde(borrow)]
    pub field: Cow<'a, str>,
    #[serde(borrow)]
    pub message: Cow<'a, str>,
}

/// A record that could be read.
#[derive(Serialize)]
pub struct Row<'a> {
    pub record: u64,
    pub line: u64,
    pub name: &'a str,
    pub email: &'a str,
    pub age: u32,
}

/// A rejected record, as it is written to the rejects.
#[derive(Serialize)]
pub struct Reject<'a> {
    pub record: u64,
    pub line: u64,
    pub raw: &'a str,
    pub errors: &'a [FieldError<'a>],
}

/// An accepted user, as it is written to the users.
#[derive(Serialize)]
pub struct Accepted<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub email: &'a str,
    pub age: u32,
}

/// All errors of one user.
pub fn errors(name: &str, email: &str, age: u32) -> Vec<FieldError<'static>> {
    let rules = Rules::DEFAULT;
    let broken = rules.broken(name, email, age);
    broken
        .map(|rule| FieldError {
            field: rule.field().into(),
            message: rules.message(rule),
        })
        .collect()
}
