//! Answers in JSON.

use serde::Serialize;

use crate::http::{JSON, Response};

/// A response with a value as its body.
pub fn response(status: u16, value: &impl Serialize) -> Response {
    Response::new(status, JSON, line(value))
}

/// A value on one line, with invisible characters escaped.
pub fn line(value: &impl Serialize) -> String {
    // Maps have text as keys, and numbers are whole: writing can't fail.
    let mut line = escape::inert_json(&serde_json::to_string(value).expect("every answer is JSON"));
    line.push('\n');
    line
}
