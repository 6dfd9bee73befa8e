//! my:storage/sql: the implementation that components call.

use rusqlite::types::Value;
use wasmtime::Result;
use wasmtime::component::Resource;

use crate::store::bindings::my::storage::sql as interface;
use crate::store::bindings::my::storage::types::{ParameterCounts, QueryError, Rows, SqlValue};
use crate::store::sql::{self, DbConnection, Transaction};
use crate::store::storage_host::{DATABASE, StorageHost, Stores};

impl interface::Host for StorageHost {}

impl interface::HostDbConnection for StorageHost {
    fn open(&mut self, url: String) -> Result<Result<Resource<DbConnection>, QueryError>> {
        match self.connect(&url) {
            Ok(connection) => Ok(Ok(self.handles.push(connection)?)),
            Err(error) => Ok(Err(error.into())),
        }
    }

    fn query(
        &mut self,
        connection: Resource<DbConnection>,
        statement: String,
        parameters: Vec<SqlValue>,
    ) -> Result<Result<Rows, QueryError>> {
        let found = self
            .handles
            .get(&connection)?
            .query(&statement, &lift_values(parameters));
        Ok(found.map(Into::into).map_err(Into::into))
    }

    fn execute(
        &mut self,
        connection: Resource<DbConnection>,
        statement: String,
        parameters: Vec<SqlValue>,
    ) -> Result<Result<u64, QueryError>> {
        let changed = self
            .handles
            .get(&connection)?
            .execute(&statement, &lift_values(parameters));
        Ok(changed.map_err(Into::into))
    }

    fn close(&mut self, connection: Resource<DbConnection>) -> Result<Result<(), QueryError>> {
        Ok(self.handles.get(&connection)?.close().map_err(Into::into))
    }

    fn drop(&mut self, connection: Resource<DbConnection>) -> Result<()> {
        self.handles.delete(connection)?;
        Ok(())
    }
}

impl StorageHost {
    /// A connection of its own, for reading only: an instance writes through my:storage/kv.
    fn connect(&self, url: &str) -> std::result::Result<DbConnection, sql::QueryError> {
        let name = sql::name(url)?;
        let connection = match &self.stores {
            Some(Stores::Own { file, .. }) if name == DATABASE => file.read(),
            _ => {
                let found = format!("found no database `{name}`, expected `{DATABASE}`");
                return Err(sql::QueryError::InvalidUrl(found));
            }
        };
        DbConnection::new(connection.map_err(|failure| sql::QueryError::CannotOpen(failure.to_string()))?)
    }
}

impl interface::HostTransaction for StorageHost {
    fn begin(&mut self, connection: Resource<DbConnection>) -> Result<Result<Resource<Transaction>, QueryError>> {
        match self.handles.get(&connection)?.begin() {
            Ok(transaction) => Ok(Ok(self.handles.push(transaction)?)),
            Err(error) => Ok(Err(error.into())),
        }
    }

    fn query(
        &mut self,
        transaction: Resource<Transaction>,
        statement: String,
        parameters: Vec<SqlValue>,
    ) -> Result<Result<Rows, QueryError>> {
        let found = self
            .handles
            .get(&transaction)?
            .query(&statement, &lift_values(parameters));
        Ok(found.map(Into::into).map_err(Into::into))
    }

    fn execute(
        &mut self,
        transaction: Resource<Transaction>,
        statement: String,
        parameters: Vec<SqlValue>,
    ) -> Result<Result<u64, QueryError>> {
        let changed = self
            .handles
            .get(&transaction)?
            .execute(&statement, &lift_values(parameters));
        Ok(changed.map_err(Into::into))
    }

    fn commit(&mut self, transaction: Resource<Transaction>) -> Result<Result<(), QueryError>> {
        Ok(self.handles.get_mut(&transaction)?.commit().map_err(Into::into))
    }

    fn rollback(&mut self, transaction: Resource<Transaction>) -> Result<Result<(), QueryError>> {
        Ok(self.handles.get_mut(&transaction)?.rollback().map_err(Into::into))
    }

    fn drop(&mut self, transaction: Resource<Transaction>) -> Result<()> {
        self.handles.delete(transaction)?;
        Ok(())
    }
}

fn lift_values(values: Vec<SqlValue>) -> Vec<Value> {
    values
        .into_iter()
        .map(|value| match value {
            SqlValue::Null => Value::Null,
            SqlValue::Integer(number) => Value::Integer(number),
            SqlValue::Real(number) => Value::Real(number),
            SqlValue::Text(text) => Value::Text(text),
            SqlValue::Blob(bytes) => Value::Blob(bytes),
        })
        .collect()
}

impl From<sql::Rows> for Rows {
    fn from(rows: sql::Rows) -> Rows {
        let lower = |value| match value {
            Value::Null => SqlValue::Null,
            Value::Integer(number) => SqlValue::Integer(number),
            Value::Real(number) => SqlValue::Real(number),
            Value::Text(text) => SqlValue::Text(text),
            Value::Blob(bytes) => SqlValue::Blob(bytes),
        };
        let rows_of = |row: Vec<Value>| row.into_iter().map(lower).collect();
        Rows {
            columns: rows.columns,
            rows: rows.rows.into_iter().map(rows_of).collect(),
        }
    }
}

impl From<sql::QueryError> for QueryError {
    fn from(error: sql::QueryError) -> QueryError {
        match error {
            sql::QueryError::InvalidUrl(reason) => QueryError::InvalidUrl(reason),
            sql::QueryError::CannotOpen(reason) => QueryError::CannotOpen(reason),
            sql::QueryError::Closed => QueryError::Closed,
            sql::QueryError::InTransaction => QueryError::InTransaction,
            sql::QueryError::InvalidStatement(reason) => QueryError::InvalidStatement(reason),
            sql::QueryError::WrongParameters { found, expected } => QueryError::WrongParameters(ParameterCounts {
                found: found as u32,
                expected: expected as u32,
            }),
            sql::QueryError::ReadOnly => QueryError::ReadOnly,
            sql::QueryError::TooLarge(limit) => QueryError::TooLarge(limit),
            sql::QueryError::Constraint(reason) => QueryError::Constraint(reason),
            sql::QueryError::Busy => QueryError::Busy,
            sql::QueryError::Full => QueryError::Full,
            sql::QueryError::Corrupt(reason) => QueryError::Corrupt(reason),
            sql::QueryError::Other(reason) => QueryError::Other(reason),
        }
    }
}
