//! Problems that the host itself reports, in the same form as those of the gateway.

use bytes::Bytes;
use gateway::http::BodyError;
use gateway::problem::{Header, INTERNAL, Kind, MALFORMED, METHOD, Problem, TRANSFER, UNAVAILABLE};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::header::{HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use wasmtime_wasi_http::Error;

/// The body of an answer.
pub type Outgoing = UnsyncBoxBody<Bytes, Error>;

pub fn malformed(id: &str, detail: &str) -> Response<Outgoing> {
    response(id, Problem::new(&MALFORMED, detail))
}

pub fn too_large(id: &str, most: u64) -> Response<Outgoing> {
    response(id, BodyError::TooLarge(Some(most)).into())
}

/// A transfer coding that would have to be decoded.
pub fn transfer(id: &str, found: &[&HeaderValue]) -> Response<Outgoing> {
    let found: Vec<_> = found
        .iter()
        .map(|coding| String::from_utf8_lossy(coding.as_bytes()))
        .collect();
    let found = found.join(", ");
    let detail = format!("Found the transfer encoding `{found}`, expected `chunked` or none");
    response(id, Problem::new(&TRANSFER, detail))
}

/// A method other than GET and HEAD.
pub fn method(id: &str, found: &str) -> Response<Outgoing> {
    const ALLOW: Header = ("allow", "GET, HEAD");
    let detail = format!("Found the method `{found}`, expected one of {}", ALLOW.1);
    let problem = Problem {
        header: Some(&ALLOW),
        ..Problem::new(&METHOD, detail)
    };
    response(id, problem)
}

pub fn busy(id: &str, detail: &str) -> Response<Outgoing> {
    let mut response = response(id, Problem::new(&UNAVAILABLE, detail));
    let soon = HeaderValue::from_static("1");
    response.headers_mut().insert(RETRY_AFTER, soon);
    response
}

/// Why a request failed.
#[derive(Debug)]
pub struct Failed {
    kind: &'static Kind,
    /// For the log.
    pub message: String,
}

impl Failed {
    pub fn internal(message: String) -> Failed {
        let kind = &INTERNAL;
        Failed { kind, message }
    }

    /// All requests together used too much memory.
    pub fn exhausted(message: String) -> Failed {
        let kind = &UNAVAILABLE;
        Failed { kind, message }
    }

    pub fn status(&self) -> StatusCode {
        status(self.kind)
    }

    pub fn response(&self, id: &str) -> Response<Outgoing> {
        match self.kind.status {
            503 => busy(id, self.detail()),
            _ => response(id, Problem::new(self.kind, self.detail())),
        }
    }

    /// The last line of an answer in lines of JSON.
    pub fn line(&self, id: &str) -> String {
        identified(id, Problem::new(self.kind, self.detail())).line()
    }

    /// For the client.
    fn detail(&self) -> &'static str {
        match self.kind.status {
            503 => "All requests together need too much memory",
            _ => "The request failed; the server logs the reason under this id",
        }
    }
}

fn identified(id: &str, problem: Problem) -> Problem {
    let request_id = Some(id.into());
    Problem { request_id, ..problem }
}

fn status(kind: &Kind) -> StatusCode {
    StatusCode::from_u16(kind.status).expect("each kind has one")
}

fn response(id: &str, problem: Problem) -> Response<Outgoing> {
    let problem = identified(id, problem);
    let whole = problem.response();
    let body = Full::new(whole.body.into()).map_err(|never| match never {});
    let mut response = Response::new(body.boxed_unsync());
    *response.status_mut() = status(problem.kind);
    for (name, value) in whole.headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

pub fn plain(status: StatusCode, text: String) -> Response<Outgoing> {
    let body = Full::new(text.into()).map_err(|never| match never {});
    let mut response = Response::new(body.boxed_unsync());
    *response.status_mut() = status;
    response
}
