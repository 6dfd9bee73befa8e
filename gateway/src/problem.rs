//! What went wrong, as RFC 9457 has it.

use serde::Serialize;

use crate::http::{BodyError, Request, Response};
use crate::json;
use crate::parts::{FieldError, Position};

pub const CONTENT_TYPE: &str = "application/problem+json";

/// A problem's details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The kind of problem; it never changes for one kind.
    pub r#type: String,
    pub title: &'static str,
    pub status: u16,
    pub detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    #[serde(rename = "request-id", skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(skip)]
    pub allow: Option<&'static str>,
}

/// The kinds, by the end of their type, with status and title.
const KINDS: [(&str, u16, &str); 13] = [
    ("malformed", 400, "Malformed request"),
    ("broken-off", 400, "The body broke off"),
    ("unknown-user", 404, "Unknown user"),
    ("unknown-route", 404, "Unknown route"),
    ("method", 405, "Method not allowed"),
    ("format", 406, "No such format"),
    ("slow", 408, "The body took too long"),
    ("taken", 409, "Address taken"),
    ("too-large", 413, "Too large"),
    ("content-type", 415, "Content type not taken"),
    ("invalid-user", 422, "Invalid user"),
    ("internal", 500, "Internal error"),
    ("unavailable", 503, "Not available"),
];

impl Problem {
    /// A problem of one of the kinds.
    pub fn new(kind: &'static str, detail: impl Into<String>) -> Problem {
        let known = KINDS.iter().find(|(name, ..)| *name == kind);
        let (_, status, title) = *known.unwrap_or(&("internal", 500, "Internal error"));
        Problem {
            r#type: format!("urn:problem:{kind}"),
            title,
            status,
            detail: detail.into(),
            errors: Vec::new(),
            position: None,
            request_id: None,
            allow: None,
        }
    }

    pub fn with(self, errors: Vec<FieldError>) -> Problem {
        Problem { errors, ..self }
    }

    pub fn at(self, position: Option<Position>) -> Problem {
        Problem { position, ..self }
    }

    /// What whoever runs the server has to look into is found by the request's id.
    pub fn of(self, request: &Request) -> Problem {
        let request_id = request.id.clone().filter(|_| self.status >= 500);
        Problem { request_id, ..self }
    }

    pub fn response(&self) -> Response {
        let response = Response::new(self.status, CONTENT_TYPE, json::line(self));
        match self.allow {
            Some(methods) => response.with("allow", methods),
            None => response,
        }
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Problem {
        match error {
            BodyError::TooLarge(Some(most)) => Problem::new(
                "too-large",
                format!("The body is longer than {most} bytes, the most that is taken"),
            ),
            BodyError::TooLarge(None) => Problem::new("too-large", "The body is longer than is taken"),
            BodyError::Slow => Problem::new("slow", "The next bytes of the body didn't come in time"),
            BodyError::BrokenOff => Problem::new("broken-off", "The body ended before its last byte"),
        }
    }
}
