//! Errors as RFC 9457 defines them.

use serde::Serialize;

use crate::http::{BodyError, Request, Response};
use crate::imports::{Failure, FieldError, Position, ValidationError};
use crate::json;

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
    pub header: Option<&'static Header>,
}

/// A name and a value.
pub type Header = (&'static str, &'static str);

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

// The titles are the reason phrases of IANA's registry of status codes.
kinds! {
    MALFORMED    "malformed"     400 "Bad Request"
    BROKEN_OFF   "broken-off"    400 "Bad Request"
    UNKNOWN_USER "unknown-user"  404 "Not Found"
    ROUTE        "unknown-route" 404 "Not Found"
    METHOD       "method"        405 "Method Not Allowed"
    FORMAT       "format"        406 "Not Acceptable"
    SLOW         "slow"          408 "Request Timeout"
    TAKEN        "taken"         409 "Conflict"
    TOO_LARGE    "too-large"     413 "Content Too Large"
    TARGET       "target"        414 "URI Too Long"
    CONTENT_TYPE "content-type"  415 "Unsupported Media Type"
    INVALID_USER "invalid-user"  422 "Unprocessable Content"
    HEAD         "head"          431 "Request Header Fields Too Large"
    INTERNAL     "internal"      500 "Internal Server Error"
    TRANSFER     "transfer"      501 "Not Implemented"
    UNAVAILABLE  "unavailable"   503 "Service Unavailable"
}

impl Problem {
    pub fn new(kind: &'static Kind, detail: impl Into<String>) -> Problem {
        Problem {
            kind,
            // It can quote what the client sent.
            detail: escape::shortened(&detail.into()).into_owned(),
            errors: Vec::new(),
            position: None,
            request_id: None,
            header: None,
        }
    }

    pub fn with(self, errors: Vec<FieldError>) -> Problem {
        Problem { errors, ..self }
    }

    pub fn at(self, position: Option<Position>) -> Problem {
        Problem { position, ..self }
    }

    /// Adds the request's id to errors of the server, so that its operator finds them in the log.
    pub fn of(self, request: &Request) -> Problem {
        let request_id = request.id.clone().filter(|_| self.kind.status >= 500);
        Problem { request_id, ..self }
    }

    /// The last line of lines of JSON that ended early.
    pub fn line(&self) -> String {
        #[derive(Serialize)]
        struct Last<'a> {
            problem: &'a Problem,
        }
        json::line(&Last { problem: self })
    }

    pub fn response(&self) -> Response {
        let response = Response::new(self.kind.status, PROBLEM, json::line(self));
        match self.header {
            Some((name, value)) => response.with(name, *value),
            None => response,
        }
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Problem {
        match error {
            BodyError::TooLarge(Some(most)) => Problem::new(
                &TOO_LARGE,
                format!("The request body is longer than the limit of {most} bytes"),
            ),
            BodyError::TooLarge(None) => Problem::new(&TOO_LARGE, "The request body is longer than the limit"),
            BodyError::Slow => Problem::new(&SLOW, "The next bytes of the request body didn't arrive in time"),
            // Hosts don't report which.
            BodyError::BrokenOff => Problem::new(
                &BROKEN_OFF,
                "The request body ended before its last byte, or its chunks are not valid HTTP",
            ),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        match failure {
            Failure::Unavailable(reason) => Problem::new(&UNAVAILABLE, reason),
            Failure::Internal(reason) => Problem::new(&INTERNAL, reason),
        }
    }
}

impl From<ValidationError> for Problem {
    fn from(error: ValidationError) -> Problem {
        match error {
            ValidationError::Input(message, position) => Problem::new(&MALFORMED, message).at(position),
            ValidationError::Limit(message, position) => Problem::new(&TOO_LARGE, message).at(position),
            ValidationError::Used => Problem::new(&UNAVAILABLE, "This instance has already validated a file"),
            ValidationError::Other(message) => Problem::new(&INTERNAL, message),
        }
    }
}
