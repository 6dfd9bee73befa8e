//! The downstream components in plain Rust: the real rules, and the service's bookkeeping in a hash map.

#![allow(dead_code, reason = "no test file uses all of it")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use driver::batch::Batch;
use driver::downstream::{Counts, Downstream, Report, ReportContext};
use driver::error::JobError;
use driver::format::Format;
use driver::job::{Finished, Job, JobOptions};
use driver::outcome::{Duplicate, FieldError, Outcome};
use escape::{inert_json, is_invisible};
use validator::rules::{Rule, Rules};

#[derive(Default)]
pub struct Native {
    counts: Counts,
    /// How many of the run's records so far others have judged.
    elsewhere: u64,
    seen: Addresses,
}

/// The number of the record that was accepted with an address. Several instances can share them.
pub type Addresses = Rc<RefCell<HashMap<String, u64>>>;

impl Native {
    pub fn sharing(seen: &Addresses) -> Native {
        Native {
            seen: Rc::clone(seen),
            ..Native::default()
        }
    }
}

impl Downstream for Native {
    type Rule = Rule;
    type Totals = Counts;

    fn number_from(&mut self, record: u64) {
        self.elsewhere = record - 1 - self.counts.read;
    }

    fn process(&mut self, batch: &mut Batch) -> Result<Outcome<Rule>, JobError> {
        let mut outcome = Outcome {
            violations: Vec::new(),
            duplicates: Vec::new(),
            known: Vec::new(),
            ids: Default::default(),
        };
        let mut unreadable = batch.unreadable.iter().peekable();
        for row in 0..batch.rows() {
            while unreadable.next_if(|flawed| flawed.before as usize == row).is_some() {
                self.reject();
            }
            let (name, email) = (batch.names.value(row), batch.emails.value(row));
            let rules: Vec<Rule> = Rules::DEFAULT.broken(name, email, batch.ages[row]).collect();
            let row = row as u32;
            if !rules.is_empty() {
                outcome.violations.extend(rules.into_iter().map(|rule| (row, rule)));
                self.reject();
                continue;
            }
            let first = self.seen.borrow().get(&email.to_ascii_lowercase()).copied();
            if let Some(first_record) = first {
                outcome.duplicates.push(Duplicate { row, first_record });
                self.reject();
            } else {
                self.counts.read += 1;
                self.counts.accepted += 1;
                outcome.ids.push(&id(email));
                let number = self.elsewhere + self.counts.read;
                self.seen.borrow_mut().insert(email.to_ascii_lowercase(), number);
            }
        }
        unreadable.for_each(|_| self.reject());
        Ok(outcome)
    }

    fn max_age(&self) -> u32 {
        Rules::DEFAULT.max_age
    }

    fn describe(&mut self, rule: Rule) -> FieldError {
        FieldError {
            field: rule.field().into(),
            rule: format!("{rule:?}").into(),
            message: Rules::DEFAULT.message(rule).into(),
            found: None,
        }
    }

    fn totals(&mut self) -> Counts {
        self.counts
    }

    fn counts(totals: &Counts) -> Counts {
        *totals
    }

    fn render(&mut self, totals: &Counts, context: &ReportContext) -> Result<Vec<Report>, JobError> {
        Ok(vec![Report {
            name: "totals.txt",
            content: format!("{totals:?} {:?} {:?}", context.sources, context.samples),
        }])
    }
}

/// An id that needs no escapes, as the contract requires.
fn id(email: &str) -> String {
    let plain = |character: &char| character.is_ascii_alphanumeric() || matches!(character, '@' | '.' | '-');
    format!("usr_{}", email.chars().filter(plain).collect::<String>())
}

impl Native {
    fn reject(&mut self) {
        self.counts.read += 1;
        self.counts.rejected += 1;
    }
}

/// The output of a whole run: users, rejects, report.
pub type Written = (String, String, String);

/// Runs one input in chunks of a given size. Checks that the output accounts for every record, is NDJSON, and has no
/// invisible characters.
pub fn run(input: &[u8], format: Format, chunk: usize, options: JobOptions) -> Result<Written, JobError> {
    let mut job = Job::new(Native::default(), options);
    let mut users = Vec::new();
    let mut rejects = Vec::new();
    job.begin("in".into(), Some(format))?;
    for chunk in input.chunks(chunk.max(1)) {
        let lines = job.feed(chunk.to_vec())?;
        users.extend(lines.users);
        rejects.extend(lines.rejects);
    }
    let Finished {
        lines, totals, reports, ..
    } = job.finish()?;
    users.extend(lines.users);
    rejects.extend(lines.rejects);
    let (users, rejects) = (String::from_utf8(users).unwrap(), String::from_utf8(rejects).unwrap());
    assert_eq!(totals.accepted + totals.rejected, totals.read);
    assert_eq!(users.lines().count() as u64, totals.accepted);
    assert_eq!(rejects.lines().count() as u64, totals.rejected);
    for line in users.lines().chain(rejects.lines()) {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(!line.contains(is_invisible), "{line:?}");
    }
    Ok((users, rejects, reports[0].content.clone()))
}

/// The longest record in bytes, and the most rejected records.
pub type Limits = (u32, Option<u64>);

pub fn options(block_bytes: usize, (max_record_bytes, max_errors): Limits) -> JobOptions {
    JobOptions {
        block_bytes,
        max_record_bytes,
        max_errors,
        ..JobOptions::default()
    }
}

/// Runs one input whole, and in chunks and blocks of several sizes, including these. The output must be the same.
pub fn any_split_says_the_same(input: &[u8], format: Format, chunk: usize, limits: Limits) {
    let whole = run(input, format, usize::MAX, options(usize::MAX, limits));
    for block in [1, 7, 64] {
        for chunk in [1, chunk, usize::MAX] {
            let split = run(input, format, chunk, options(block, limits));
            assert_eq!(split, whole, "chunks of {chunk}, blocks of {block}");
        }
    }
}

/// Runs one input whole. Returns its users and rejects as lines, or the error's message.
pub fn lines(input: &[u8], format: Format) -> Result<(Vec<String>, Vec<String>), String> {
    let split = |text: String| text.lines().map(String::from).collect();
    run(input, format, usize::MAX, JobOptions::default())
        .map(|(users, rejects, _)| (split(users), split(rejects)))
        .map_err(|error| error.to_string())
}

/// Shorthand for a rejected record's line.
pub fn reject(record: u64, line: u64, raw: &str, errors: &[(&str, &str)]) -> String {
    let errors: Vec<String> = errors
        .iter()
        .map(|(field, message)| format!(r#"{{"field":{},"message":{}}}"#, json(field), json(message)))
        .collect();
    format!(
        r#"{{"record":{record},"line":{line},"raw":{},"errors":[{}]}}"#,
        json(raw),
        errors.join(",")
    )
}

/// Shorthand for an accepted user's line.
pub fn user(name: &str, email: &str, age: u32) -> String {
    format!(
        r#"{{"id":"{}","name":{},"email":{},"age":{age}}}"#,
        id(email),
        json(name),
        json(email)
    )
}

/// A text as serde_json writes it, with invisible characters escaped.
fn json(text: &str) -> String {
    inert_json(&serde_json::to_string(text).unwrap())
}
