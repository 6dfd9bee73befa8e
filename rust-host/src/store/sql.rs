//! my:storage/sql on SQLite.
//!
//! What may be asked is decided in [`statement`].

mod statement;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode};

pub use statement::MOST_BYTES;
use statement::{execute, query, unconfined};

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

type Result<T> = std::result::Result<T, QueryError>;

/// What a query found.
#[derive(Debug, Default, PartialEq)]
pub struct Rows {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

/// A connection, and the transaction that it has open. Both handles see the same; none is left once it is closed.
struct State {
    connection: Connection,
    in_transaction: bool,
}

type Shared = Arc<Mutex<Option<State>>>;

pub struct DbConnection(Shared);

/// It is over once it is committed or rolled back, and once its connection is closed.
pub struct Transaction(Option<Shared>);

/// The name in `db://NAME`.
pub fn name(url: &str) -> Result<&str> {
    let invalid = || QueryError::InvalidUrl(format!("found `{url}`, expected `db://NAME`"));
    url.strip_prefix("db://")
        .filter(|name| !name.is_empty())
        .ok_or_else(invalid)
}

impl DbConnection {
    /// Takes a connection that is open already, and confines it.
    pub fn new(connection: Connection) -> Result<DbConnection> {
        statement::confine(&connection)?;
        let in_transaction = false;
        Ok(DbConnection(Arc::new(Mutex::new(Some(State {
            connection,
            in_transaction,
        })))))
    }

    pub fn query(&self, statement: &str, parameters: &[Value]) -> Result<Rows> {
        query(idle(&lock(&self.0))?, statement, parameters)
    }

    pub fn execute(&self, statement: &str, parameters: &[Value]) -> Result<u64> {
        execute(idle(&lock(&self.0))?, statement, parameters)
    }

    pub fn begin(&self) -> Result<Transaction> {
        let mut state = lock(&self.0);
        unconfined(idle(&state)?, "BEGIN")?;
        state.as_mut().ok_or(QueryError::Closed)?.in_transaction = true;
        Ok(Transaction(Some(self.0.clone())))
    }

    pub fn close(&self) -> Result<()> {
        lock(&self.0).take().map(drop).ok_or(QueryError::Closed)
    }
}

impl Drop for DbConnection {
    fn drop(&mut self) {
        // The transaction's handle may be there still, and the connection is not to be.
        lock(&self.0).take();
    }
}

impl Transaction {
    pub fn query(&self, statement: &str, parameters: &[Value]) -> Result<Rows> {
        self.within(|connection| query(connection, statement, parameters))
    }

    pub fn execute(&self, statement: &str, parameters: &[Value]) -> Result<u64> {
        self.within(|connection| execute(connection, statement, parameters))
    }

    /// Fails with the transaction still open where it can't be committed now.
    pub fn commit(&mut self) -> Result<()> {
        self.end("COMMIT")
    }

    pub fn rollback(&mut self) -> Result<()> {
        self.end("ROLLBACK")
    }

    fn within<T>(&self, action: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let state = lock(self.0.as_ref().ok_or(QueryError::Closed)?);
        action(&state.as_ref().ok_or(QueryError::Closed)?.connection)
    }

    fn end(&mut self, statement: &str) -> Result<()> {
        self.within(|connection| unconfined(connection, statement))?;
        if let Some(shared) = self.0.take()
            && let Some(state) = lock(&shared).as_mut()
        {
            state.in_transaction = false;
        }
        Ok(())
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // Over already, or its connection closed: nothing is left to be undone.
        let _ = self.rollback();
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, Option<State>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The connection, unless it is closed or has a transaction.
fn idle(state: &Option<State>) -> Result<&Connection> {
    match state {
        None => Err(QueryError::Closed),
        Some(state) if state.in_transaction => Err(QueryError::InTransaction),
        Some(state) => Ok(&state.connection),
    }
}

impl From<rusqlite::Error> for QueryError {
    fn from(error: rusqlite::Error) -> QueryError {
        // Without its number, and without the statement, which the caller knows.
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
