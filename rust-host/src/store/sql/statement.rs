//! Prepares, confines and runs one statement.
//!
//! A statement that would reach outside the database, attach another file, or begin or end a transaction by itself is
//! rejected when it is prepared.

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Statement, params_from_iter};

use crate::store::sql::types::{QueryError, Result, Rows};

/// The largest result in bytes, by [`size`]: it is copied into the component's memory.
pub const MOST_BYTES: u64 = 64 << 20;
/// The largest text or blob, in bytes, that a statement may create.
const MOST_IN_A_VALUE: i32 = 16 << 20;
/// The pragmas that a statement may use.
const PRAGMAS: [&str; 7] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_info",
    "index_list",
    "integrity_check",
    "quick_check",
];

/// Restricts what statements can do on a connection.
pub fn confine(connection: &Connection) -> Result<()> {
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_IN_A_VALUE)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    Ok(connection.authorizer(Some(authorize))?)
}

pub fn query(connection: &Connection, statement: &str, parameters: &[Value]) -> Result<Rows> {
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

pub fn execute(connection: &Connection, statement: &str, parameters: &[Value]) -> Result<u64> {
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

/// Runs one of the host's own statements.
pub fn unconfined(connection: &Connection, statement: &str) -> Result<()> {
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

/// About how many bytes a value needs in a component's memory.
fn size(value: ValueRef) -> u64 {
    const EACH: u64 = 16;
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => EACH + bytes.len() as u64,
        _ => EACH,
    }
}

fn owned(value: ValueRef) -> Value {
    match value {
        // SQLite accepts any bytes as text.
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Null => Value::Null,
    }
}
