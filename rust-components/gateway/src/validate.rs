//! Judges a file while it arrives, and sends each outcome once it is ready. Nothing is stored.

use serde::Serialize;

use crate::http::{Answer, Body, NDJSON, Request, Response};
use crate::imports::{Counts, Imports, InputFormat, Lines, ValidationJob};
use crate::json;
use crate::media;
use crate::problem::Problem;

const FORMATS: [(&str, InputFormat); 5] = [
    ("text/csv", InputFormat::Csv),
    // A workbook is recognized by its first bytes.
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        InputFormat::Csv,
    ),
    (NDJSON, InputFormat::Ndjson),
    ("application/jsonl", InputFormat::Ndjson),
    ("application/json", InputFormat::Json),
];

/// Until the first outcome is ready an error sets the status. After that it is reported on the last line.
pub fn validate(
    request: &Request,
    body: &mut dyn Body,
    imports: &mut dyn Imports,
    answer: &mut dyn Answer,
) -> Result<(), Problem> {
    let format = media::of_body(request, FORMATS)?;
    let mut streaming = Streaming { answer, begun: false };
    let judged = imports
        .job()
        .map_err(Problem::from)
        .and_then(|mut job| judge(format, body, &mut *job, &mut streaming));
    match judged {
        Ok(()) => Ok(()),
        Err(problem) if streaming.begun => {
            let problem = problem.of(request);
            streaming.write(problem.line().as_bytes());
            streaming.answer.fail(problem.kind.status);
            Ok(())
        }
        Err(problem) => Err(problem),
    }
}

fn judge(
    format: InputFormat,
    body: &mut dyn Body,
    job: &mut dyn ValidationJob,
    streaming: &mut Streaming,
) -> Result<(), Problem> {
    let mut going = streaming.lines(&job.begin(format)?);
    while let Some(bytes) = body.next()? {
        going = going && streaming.lines(&job.feed(bytes)?);
        if !going {
            return Ok(());
        }
    }
    let last = job.end()?;
    if going && streaming.lines(&last) {
        streaming.write(json::line(&Last { counts: last.counts }).as_bytes());
    }
    Ok(())
}

/// The line after all the others, unless there was a problem.
#[derive(Serialize)]
struct Last {
    counts: Counts,
}

struct Streaming<'a> {
    answer: &'a mut dyn Answer,
    begun: bool,
}

impl Streaming<'_> {
    fn lines(&mut self, lines: &Lines) -> bool {
        [&lines.users, &lines.rejects]
            .into_iter()
            .all(|bytes| bytes.is_empty() || self.write(bytes))
    }

    fn write(&mut self, bytes: &[u8]) -> bool {
        if !self.begun {
            self.begun = true;
            self.answer.begin(Response::new(200, NDJSON, ""));
        }
        self.answer.write(bytes)
    }
}
