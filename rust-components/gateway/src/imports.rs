//! What the gateway asks of the parts that it is composed with, in its own words.

use serde::Serialize;

use crate::problem::{self, Problem};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    pub age: u32,
}

/// One thing that is wrong with one user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

/// Where in a body something went wrong, from 1; column in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    pub line: u64,
    pub column: u64,
}

/// What became of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Accepted, with this id.
    Created(String),
    Invalid(Vec<FieldError>),
    /// Somebody has the address.
    Taken(FieldError),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredUser {
    pub id: String,
    pub name: String,
    pub email: String,
    pub age: u32,
}

/// The users that are kept, behind the business rules.
pub trait Users {
    /// Judges users one after the other, and keeps those that are accepted.
    fn create(&mut self, users: &[NewUser]) -> Result<Vec<Fate>, Failure>;

    fn get(&mut self, id: &str) -> Result<Option<StoredUser>, Failure>;

    /// Users whose ids come after one, in the order of ids.
    fn list(&mut self, after: Option<&str>, limit: u32) -> Result<Vec<StoredUser>, Failure>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    Html,
    Markdown,
    Json,
    Svg,
}

/// Totals of users that were all accepted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub users: u64,
    /// By age, ascending.
    pub ages: Vec<(u32, u64)>,
    /// Those with the most users, the most frequent first.
    pub top_domains: Vec<(String, u64)>,
    pub distinct_domains: u64,
}

pub trait Reporter {
    fn render(&mut self, totals: &Totals, format: ReportFormat) -> Result<String, Failure>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputFormat {
    Csv,
    Ndjson,
    Json,
}

/// What became ready: lines of NDJSON.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub users: Vec<u8>,
    pub rejects: Vec<u8>,
    pub counts: Counts,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub read: u64,
    pub accepted: u64,
    pub rejected: u64,
}

/// A run over one input, of which nothing is kept.
pub trait Job {
    fn begin(&mut self, format: InputFormat) -> Result<Lines, JobError>;
    fn feed(&mut self, bytes: Vec<u8>) -> Result<Lines, JobError>;
    /// The last lines.
    fn end(&mut self) -> Result<Lines, JobError>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobError {
    /// The input can't be read at all.
    Input(String, Option<Position>),
    /// A record is longer than is taken.
    Limit(String, Option<Position>),
    /// This instance has had a job, and has one in its life.
    Spent,
    /// Whatever else went wrong.
    Other(String),
}

/// A part that couldn't do what it was asked; in words for whoever runs the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Somebody else holds the store, or there is no room in it.
    Unavailable(String),
    Internal(String),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Problem {
        match failure {
            Failure::Unavailable(reason) => Problem::new(&problem::UNAVAILABLE, reason),
            Failure::Internal(reason) => Problem::new(&problem::INTERNAL, reason),
        }
    }
}

impl From<JobError> for Problem {
    fn from(error: JobError) -> Problem {
        match error {
            JobError::Input(message, position) => Problem::new(&problem::MALFORMED, message).at(position),
            JobError::Limit(message, position) => Problem::new(&problem::TOO_LARGE, message).at(position),
            JobError::Spent => Problem::new(
                &problem::UNAVAILABLE,
                "This instance has validated before, and does so once",
            ),
            JobError::Other(message) => Problem::new(&problem::INTERNAL, message),
        }
    }
}
