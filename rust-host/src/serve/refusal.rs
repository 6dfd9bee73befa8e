//! What is answered to a request whose head can't be read. The HTTP library answers by itself then, without a body. This replaces
//! its answer by a problem that names the cause.

use std::sync::{Arc, OnceLock};

use gateway::http::content_length;
use gateway::problem::{HEAD, MALFORMED, Problem, TARGET, TOO_LARGE};
use hyper::StatusCode;

use crate::serve::handle::REQUEST_ID;

/// The most bytes of a head.
pub const HEAD_BYTES: usize = 64 << 10;
/// What a client sends first that expects HTTP/2 without having asked for it.
pub const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Lengths from here on can't be read by the HTTP library.
const LONGEST: u64 = u64::MAX >> 1;

/// Watches one connection.
pub struct Refusal {
    /// What was read since the last answer.
    head: Vec<u8>,
    /// Set once a request was refused.
    status: Arc<OnceLock<StatusCode>>,
}

impl Refusal {
    pub fn new(status: Arc<OnceLock<StatusCode>>) -> Refusal {
        let head = Vec::new();
        Refusal { head, status }
    }

    pub fn read(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..room.min(bytes.len())]);
    }

    /// Returns what is written in place of `bytes`, if that is an answer of the library itself.
    pub fn replace(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let head = std::mem::take(&mut self.head);
        let status = automatic(bytes)?;
        let problem = problem(status, &head);
        let status = StatusCode::from_u16(problem.kind.status).expect("each kind has one");
        // A connection ends with the first refusal.
        let _ = self.status.set(status);
        let response = problem.response();
        let mut text = format!(
            "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n",
            response.body.len()
        );
        for (name, value) in response.headers {
            text += &format!("{name}: {value}\r\n");
        }
        let body = match head.starts_with(b"HEAD ") {
            true => &[],
            false => response.body.as_slice(),
        };
        Some([text.as_bytes(), b"\r\n", body].concat())
    }
}

/// The status of a whole answer without a body that isn't from `handle`, which gives every answer an id.
fn automatic(bytes: &[u8]) -> Option<u16> {
    if !bytes.starts_with(b"HTTP/1.") || !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let mut headers = [httparse::EMPTY_HEADER; 16];
    let mut response = httparse::Response::new(&mut headers);
    let whole = response
        .parse(bytes)
        .is_ok_and(|found| found == httparse::Status::Complete(bytes.len()));
    let ours = |header: &&mut httparse::Header| REQUEST_ID == header.name;
    let refused = response.code.filter(|code| (400..500).contains(code));
    refused.filter(|_| whole && !response.headers.iter_mut().any(|header| ours(&header)))
}

fn problem(status: u16, head: &[u8]) -> Problem {
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut request = httparse::Request::new(&mut headers);
    let is_read = request.parse(head).is_ok_and(|found| found.is_complete());
    let mut lengths = request
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("content-length"));
    if is_read && lengths.any(|header| content_length(header.value).is_some_and(|length| length > LONGEST)) {
        return Problem::new(&TOO_LARGE, "The request body is longer than the limit");
    }
    let most = HEAD_BYTES >> 10;
    match status {
        400 if head.starts_with(b"PRI * HTTP/2.0\r\n") => {
            Problem::new(&MALFORMED, "Found the beginning of HTTP/2, expected HTTP/1.1")
        }
        400 => Problem::new(&MALFORMED, "The head of the request is not valid HTTP"),
        _ if !head.contains(&b'\n') => Problem::new(&TARGET, format!("The request's target is longer than {most} KiB")),
        _ => Problem::new(
            &HEAD,
            format!("The head of the request has more than 100 headers, or more than {most} KiB"),
        ),
    }
}
