//! The export: the core behind `wasi:http/handler`.

use std::collections::VecDeque;

use gateway::http::{NDJSON, Request, Response};
use gateway::imports::Lines;
use gateway::problem::Problem;
use gateway::routes;
use gateway::users::MOST_BYTES;
use gateway::validate::Validation;

use super::bindings::exports::wasi::http::handler::Guest;
use super::bindings::wasi::http::types::{self as wit, ErrorCode};
use super::bindings::{Component, wit_stream};
use super::composed::Composed;
use super::http::{Incoming, Unread, Whole, lift_request, streamed, whole};

impl Guest for Component {
    async fn handle(request: wit::Request) -> Result<wit::Response, ErrorCode> {
        let head = lift_request(&request);
        let body = Incoming::of(request);
        if head.method == "POST" && head.path() == "/validate" {
            return Ok(validate(head, body).await);
        }
        let mut answer = Whole::default();
        // Most answers don't depend on the body, so a client that is still to send it doesn't delay them. Nothing is stored before
        // the body is read.
        let mut unread = Unread::default();
        routes::handle(&head, &mut unread, &mut Composed, &mut answer);
        if unread.is_wanted {
            routes::handle(&head, &mut body.collect(MOST_BYTES).await, &mut Composed, &mut answer);
        }
        let unanswered = || ErrorCode::InternalError(Some("the core has sent no answer".into()));
        answer.0.map(whole).ok_or_else(unanswered)
    }
}

/// As the core does it: until the first line is ready an error sets the status. After that it is reported on the last line.
async fn validate(head: Request, body: Incoming) -> wit::Response {
    let refused = |problem: Problem| whole(problem.of(&head).response());
    let mut judged = match Judged::begin(&head, body) {
        Ok(judged) => judged,
        Err(problem) => return refused(problem),
    };
    let mut next = judged.next().await;
    if let Err(problem) = next {
        return refused(problem);
    }
    let (mut writer, contents) = wit_stream::new();
    wit_bindgen::spawn_local(async move {
        loop {
            let (piece, is_last) = match next {
                Ok(None) => return,
                Ok(Some(piece)) => (piece, false),
                Err(problem) => (problem.of(&head).line().into_bytes(), true),
            };
            let unsent = writer.write_all(piece).await;
            let is_gone = !unsent.is_empty();
            if is_gone || is_last {
                return;
            }
            next = judged.next().await;
        }
    });
    streamed(Response::new(200, NDJSON, ""), contents)
}

/// The lines about a body, while it arrives.
struct Judged {
    validation: Validation,
    body: Incoming,
    ready: VecDeque<Vec<u8>>,
    ended: bool,
}

impl Judged {
    fn begin(head: &Request, body: Incoming) -> Result<Judged, Problem> {
        let (validation, lines) = Validation::begin(head, &mut Composed)?;
        let mut judged = Judged {
            validation,
            body,
            ready: VecDeque::new(),
            ended: false,
        };
        judged.add(lines);
        Ok(judged)
    }

    /// Some more lines, or `None` after the last one.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        loop {
            if let Some(lines) = self.ready.pop_front() {
                return Ok(Some(lines));
            }
            if self.ended {
                return Ok(None);
            }
            match self.body.next().await? {
                Some(bytes) => {
                    let lines = self.validation.feed(bytes)?;
                    self.add(lines);
                }
                None => {
                    let (lines, counts) = self.validation.end()?;
                    self.add(lines);
                    self.ready.push_back(counts.into());
                    self.ended = true;
                }
            }
        }
    }

    fn add(&mut self, lines: Lines) {
        let both = [lines.users, lines.rejects].into_iter();
        self.ready.extend(both.filter(|bytes| !bytes.is_empty()));
    }
}
