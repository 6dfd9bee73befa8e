//! Problems that the host itself reports, in the same form as those of the gateway.

use gateway::http::BodyError;
use gateway::json;
use gateway::problem::{INTERNAL, MALFORMED, PROBLEM, Problem, UNAVAILABLE};
use http_body_util::{BodyExt, Full};
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};

use crate::serve::body::Outgoing;

pub fn malformed(id: &str, detail: &str) -> Response<Outgoing> {
    response(id, Problem::new(&MALFORMED, detail))
}

pub fn too_large(id: &str, most: u64) -> Response<Outgoing> {
    response(id, BodyError::TooLarge(Some(most)).into())
}

pub fn failed(id: &str) -> Response<Outgoing> {
    let detail = "The request failed; the server logs the reason under this id";
    response(id, Problem::new(&INTERNAL, detail))
}

pub fn busy(id: &str) -> Response<Outgoing> {
    let mut response = response(id, Problem::new(&UNAVAILABLE, "All instances are busy"));
    let soon = HeaderValue::from_static("1");
    response.headers_mut().insert(RETRY_AFTER, soon);
    response
}

fn response(id: &str, problem: Problem) -> Response<Outgoing> {
    let status = StatusCode::from_u16(problem.kind.status).expect("each kind has one");
    let problem = Problem {
        request_id: Some(id.into()),
        ..problem
    };
    let mut response = plain(status, json::line(&problem));
    let content_type = HeaderValue::from_static(PROBLEM);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

pub fn plain(status: StatusCode, text: String) -> Response<Outgoing> {
    let body = Full::new(text.into()).map_err(|never| match never {});
    let mut response = Response::new(body.boxed_unsync());
    *response.status_mut() = status;
    response
}
