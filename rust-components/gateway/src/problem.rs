//! What went wrong, as RFC 9457 has it.

use serde::Serialize;

use crate::http::{BodyError, Request, Response};
use crate::json;
use crate::parts::{FieldError, Position};

pub const PROBLEM: &str = "application/problem+json";

/// A problem's details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    #[serde(flatten)]
    pub kind: &'static Kind,
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

/// What never changes for one kind of problem.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Kind {
    r#type: &'static str,
    title: &'static str,
    pub status: u16,
}

macro_rules! kinds {
    ($($name:ident $type:literal $status:literal $title:literal)*) => {
        $(pub static $name: Kind = Kind {
            r#type: concat!("urn:problem:", $type),
            title: $title,
            status: $status,
        };)*
    };
}

kinds! {
    MALFORMED    "malformed"     400 "Malformed request"
    BROKEN_OFF   "broken-off"    400 "The body broke off"
    UNKNOWN_USER "unknown-user"  404 "Unknown user"
    ROUTE        "unknown-route" 404 "Unknown route"
    METHOD       "method"        405 "Method not allowed"
    FORMAT       "format"        406 "No such format"
    SLOW         "slow"          408 "The body took too long"
    TAKEN        "taken"         409 "Address taken"
    TOO_LARGE    "too-large"     413 "Too large"
    CONTENT_TYPE "content-type"  415 "Content type not taken"
    INVALID_USER "invalid-user"  422 "Invalid user"
    INTERNAL     "internal"      500 "Internal error"
    UNAVAILABLE  "unavailable"   503 "Not available"
}

impl Problem {
    pub fn new(kind: &'static Kind, detail: impl Into<String>) -> Problem {
        Problem {
            kind,
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
        let request_id = request.id.clone().filter(|_| self.kind.status >= 500);
        Problem { request_id, ..self }
    }

    pub fn response(&self) -> Response {
        let response = Response::new(self.kind.status, PROBLEM, json::line(self));
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
                &TOO_LARGE,
                format!("The body is longer than {most} bytes, the most that is taken"),
            ),
            BodyError::TooLarge(None) => Problem::new(&TOO_LARGE, "The body is longer than is taken"),
            BodyError::Slow => Problem::new(&SLOW, "The next bytes of the body didn't come in time"),
            BodyError::BrokenOff => Problem::new(&BROKEN_OFF, "The body ended before its last byte"),
        }
    }
}
