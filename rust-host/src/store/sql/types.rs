//! What a statement returns.

use rusqlite::ErrorCode;
use rusqlite::types::Value;

pub type Result<T> = std::result::Result<T, QueryError>;

/// See `query-error` in my:storage/types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryError {
    InvalidUrl(String),
    CannotOpen(String),
    Closed,
    InTransaction,
    InvalidStatement(String),
    WrongParameters { found: usize, expected: usize },
    ReadOnly,
    TooLarge(u64),
    Constraint(String),
    Busy,
    Full,
    Corrupt(String),
    Other(String),
}

/// The result of a query.
#[derive(Debug, Default, PartialEq)]
pub struct Rows {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

impl From<rusqlite::Error> for QueryError {
    fn from(error: rusqlite::Error) -> QueryError {
        // Without the error's number, and without the statement, which the caller knows.
        let words = match &error {
            rusqlite::Error::SqliteFailure(_, Some(words)) => words.clone(),
            rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
            _ => error.to_string(),
        };
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => QueryError::ReadOnly,
            Some(ErrorCode::AuthorizationForStatementDenied) => QueryError::InvalidStatement(words),
            Some(ErrorCode::ConstraintViolation) => QueryError::Constraint(words),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => QueryError::Busy,
            Some(ErrorCode::DiskFull | ErrorCode::OutOfMemory) => QueryError::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => QueryError::Corrupt(words),
            _ => QueryError::Other(words),
        }
    }
}
