//! The components that the gateway imports, in its own types.

use serde::Serialize;

/// All that the gateway imports.
pub trait Imports {
    fn users(&mut self) -> &mut dyn Users;
    fn reporter(&mut self) -> &mut dyn Reporter;
    fn job(&mut self) -> Result<Box<dyn ValidationJob>, ValidationError>;
}

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

/// The outcome for one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Accepted, with this id.
    Created(String),
    Invalid(Vec<FieldError>),
    /// The address is already registered.
    Taken(FieldError),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredUser {
    pub id: String,
    pub name: String,
    pub email: String,
    pub age: u32,
}

/// The stored users, and the business rules.
pub trait Users {
    /// Judges users in their order, and stores those that are accepted.
    fn create(&mut self, users: &[NewUser]) -> Result<Vec<Fate>, Failure>;

    fn get(&mut self, id: &str) -> Result<Option<StoredUser>, Failure>;

    /// Users whose ids come after `after`, in the order of their ids; from the first without it.
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

/// Output so far: lines of NDJSON.
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

/// A run over one input, which stores nothing.
pub trait ValidationJob {
    fn begin(&mut self, format: InputFormat) -> Result<Lines, ValidationError>;
    fn feed(&mut self, bytes: Vec<u8>) -> Result<Lines, ValidationError>;
    /// The last lines.
    fn end(&mut self) -> Result<Lines, ValidationError>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValidationError {
    /// The input can't be read at all.
    Input(String, Option<Position>),
    /// A record is longer than the limit.
    Limit(String, Option<Position>),
    /// This instance has had its one job.
    Used,
    /// Any other error.
    Other(String),
}

/// An error of an imported component, in words for the operator of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The store is locked, full or read-only.
    Unavailable(String),
    Internal(String),
}
