//! my:storage/sql on SQLite. [`statement`] decides which statements are allowed.

mod statement;
mod types;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::types::Value;

pub use statement::MOST_BYTES;
use statement::{execute, query, unconfined};
use types::Result;
pub use types::{QueryError, Rows};

/// A connection, and whether it has a transaction open.
struct OpenConnection {
    connection: Connection,
    in_transaction: bool,
}

/// Both handles share it; none once the connection is closed.
type Shared = Arc<Mutex<Option<OpenConnection>>>;

pub struct DbConnection(Shared);

/// It ends when it is committed or rolled back, or when its connection is closed.
pub struct Transaction(Option<Shared>);

/// The name in `db://NAME`.
pub fn name(url: &str) -> Result<&str> {
    let invalid = || QueryError::InvalidUrl(format!("found `{url}`, expected `db://NAME`"));
    url.strip_prefix("db://")
        .filter(|name| !name.is_empty())
        .ok_or_else(invalid)
}

impl DbConnection {
    /// Confines a connection that is already open.
    pub fn new(connection: Connection) -> Result<DbConnection> {
        statement::confine(&connection)?;
        let in_transaction = false;
        Ok(DbConnection(Arc::new(Mutex::new(Some(OpenConnection {
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
        // The transaction's handle may live longer, but must not keep the connection open.
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

    /// If it can't be committed now, this fails and the transaction stays open.
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
        // If it has ended or its connection is closed, there is nothing to undo.
        let _ = self.rollback();
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, Option<OpenConnection>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The connection, unless it is closed or has a transaction.
fn idle(state: &Option<OpenConnection>) -> Result<&Connection> {
    match state {
        None => Err(QueryError::Closed),
        Some(state) if state.in_transaction => Err(QueryError::InTransaction),
        Some(state) => Ok(&state.connection),
    }
}
