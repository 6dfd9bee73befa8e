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

/// A file that is being judged: bytes go in, lines come out.
pub struct Validation(Box<dyn ValidationJob>);

impl Validation {
    /// Returns the lines that are ready at once.
    pub fn begin(request: &Request, imports: &mut dyn Imports) -> Result<(Validation, Lines), Problem> {
        let format = media::of_body(request, FORMATS)?;
        let mut job = imports.job()?;
        let ready = job.begin(format)?;
        Ok((Validation(job), ready))
    }

    pub fn feed(&mut self, bytes: Vec<u8>) -> Result<Lines, Problem> {
        Ok(self.0.feed(bytes)?)
    }

    /// Returns the last outcomes, and the line after them.
    pub fn end(&mut self) -> Result<(Lines, String), Problem> {
        let last = self.0.end()?;
        let counts = json::line(&Last { counts: last.counts });
        Ok((last, counts))
    }
}

/// Until the first outcome is ready an error sets the status. After that it is reported on the last line.
pub fn validate(
    request: &Request,
    body: &mut dyn Body,
    imports: &mut dyn Imports,
    answer: &mut dyn Answer,
) -> Result<(), Problem> {
    let mut streaming = Streaming { answer, begun: false };
    match judge(request, body, imports, &mut streaming) {
        Err(problem) if streaming.begun => {
            let problem = problem.of(request);
            streaming.write(problem.line().as_bytes());
            streaming.answer.fail(problem.kind.status);
            Ok(())
        }
        judged => judged,
    }
}

fn judge(
    request: &Request,
    body: &mut dyn Body,
    imports: &mut dyn Imports,
    streaming: &mut Streaming,
) -> Result<(), Problem> {
    let (mut validation, ready) = Validation::begin(request, imports)?;
    let mut going = streaming.lines(&ready);
    while let Some(bytes) = body.next()? {
        going = going && streaming.lines(&validation.feed(bytes)?);
        if !going {
            return Ok(());
        }
    }
    let (last, counts) = validation.end()?;
    if going && streaming.lines(&last) {
        streaming.write(counts.as_bytes());
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
