//! my:storage/sql on SQLite.
//!
//! What may be asked is decided when a statement is prepared: one that would leave the database, attach another file to
//! it, or begin and end transactions by itself is refused.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, ErrorCode, Statement, params_from_iter};

/// How many bytes a result may take, by [`size`]: what a component asks for is put into its memory.
pub const MOST_BYTES: u64 = 64 << 20;
/// How many bytes a text or blob may take that a statement makes.
const MOST_IN_A_VALUE: i32 = 16 << 20;
/// What a statement can ask about the database itself.
const PRAGMAS: [&str; 7] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_info",
    "index_list",
    "integrity_check",
    "quick_check",
];

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
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_IN_A_VALUE)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        connection.authorizer(Some(authorize))?;
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

fn query(connection: &Connection, statement: &str, parameters: &[Value]) -> Result<Rows> {
    let mut statement = prepare(connection, statement, parameters)?;
    if !statement.readonly() {
        return Err(QueryError::ReadOnly);
    }
    let columns: Vec<String> = statement.column_names().into_iter().map(Into::into).collect();
    let mut rows = Vec::new();
    let mut bytes = 0;
    let mut found = statement.query(params_from_iter(parameters))?;
    while let Some(row) = found.next()? {
        let mut values = Vec::with_capacity(columns.len());
        for column in 0..columns.len() {
            let value = row.get_ref(column)?;
            bytes += size(value);
            values.push(owned(value));
        }
        if bytes > MOST_BYTES {
            return Err(QueryError::TooLarge(MOST_BYTES));
        }
        rows.push(values);
    }
    Ok(Rows { columns, rows })
}

fn execute(connection: &Connection, statement: &str, parameters: &[Value]) -> Result<u64> {
    let mut statement = prepare(connection, statement, parameters)?;
    Ok(statement.execute(params_from_iter(parameters))? as u64)
}

fn prepare<'a>(connection: &'a Connection, text: &str, parameters: &[Value]) -> Result<Statement<'a>> {
    let statement = connection
        .prepare(text)
        .map_err(|error| match QueryError::from(error) {
            QueryError::Other(reason) => QueryError::InvalidStatement(reason),
            other => other,
        })?;
    if statement.expanded_sql().is_none_or(|sql| sql.is_empty()) {
        return Err(QueryError::InvalidStatement("found no statement".into()));
    }
    let (found, expected) = (parameters.len(), statement.parameter_count());
    if found != expected {
        return Err(QueryError::WrongParameters { found, expected });
    }
    Ok(statement)
}

/// Runs a statement of this module's own.
fn unconfined(connection: &Connection, statement: &str) -> Result<()> {
    connection.authorizer(None::<fn(AuthContext) -> Authorization>)?;
    let result = connection.execute_batch(statement);
    connection.authorizer(Some(authorize))?;
    Ok(result?)
}

fn authorize(context: AuthContext) -> Authorization {
    match context.action {
        AuthAction::Attach { .. }
        | AuthAction::Detach { .. }
        | AuthAction::Transaction { .. }
        | AuthAction::Savepoint { .. }
        | AuthAction::Unknown { .. } => Authorization::Deny,
        AuthAction::Function {
            function_name: "load_extension",
        } => Authorization::Deny,
        AuthAction::Pragma { pragma_name, .. } if !PRAGMAS.contains(&pragma_name) => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

/// What a value takes in a component's memory, about.
fn size(value: ValueRef) -> u64 {
    const EACH: u64 = 16;
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => EACH + bytes.len() as u64,
        _ => EACH,
    }
}

fn owned(value: ValueRef) -> Value {
    match value {
        // SQLite takes any bytes for text.
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Null => Value::Null,
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
