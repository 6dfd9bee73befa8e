//! The messages between the processes, as JSON.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use validator::rules::Rules;

/// One error of a record.
#[derive(Serialize, Deserialize, Clone)]
pub struct FieldError<'a> {
    #[serde(borrow)]
    pub field: Cow<'a, str>,
    #[serde(borrow)]
    pub message: Cow<'a, str>,
}

/// The answer of the service for users.
#[derive(Deserialize)]
pub struct Answer<'a> {
    #[serde(default)]
    pub id: Option<String>,
    #[serde(borrow, default)]
    pub errors: Vec<FieldError<'a>>,
}

/// A readable record.
#[derive(Serialize)]
pub struct Row<'a> {
    pub record: u64,
    pub line: u64,
    pub name: &'a str,
    pub email: &'a str,
    pub age: u32,
}

/// A rejected record, in the form of the rejects file.
#[derive(Serialize)]
pub struct Reject<'a> {
    pub record: u64,
    pub line: u64,
    pub raw: &'a str,
    pub errors: &'a [FieldError<'a>],
}

/// An accepted user, in the form of the users file.
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
