//! The adapter between the generated types and the stores: what a host brings to an instance.

use rusqlite::Connection;
use rusqlite::types::Value;
use wasmtime::Result;
use wasmtime::component::{Component, HasSelf, Linker, Resource, ResourceTable};

use super::columns::{self, TextColumn};
use super::file::{Access, StoreFile};
use super::kv::{self, KvStore};
use super::sql::{self, DbConnection, Transaction};
use crate::bindings::my::storage::types::{Known, Page, ParameterCounts, QueryError, Rows, SqlValue, StoreError};
use crate::bindings::my::storage::{kv as kv_interface, sql as sql_interface, types};
use crate::bindings::my::user_validator::types as columns_interface;
use crate::failure::Failure;
use crate::instance::State;

/// What an instance finds at its host: nothing, or one file with stores.
#[derive(Default)]
pub struct Host {
    handles: ResourceTable,
    stores: Option<Stores>,
}

struct Stores {
    file: StoreFile,
    connection: Connection,
    access: Access,
}

/// The one database that a component can open, whatever its file is called: `db://store`.
pub const DATABASE: &str = "store";

impl Host {
    /// Whatever the instance writes is undone, unless it is committed.
    pub fn writing(file: StoreFile) -> std::result::Result<Host, Failure> {
        let connection = file.begin()?;
        Ok(Host::with(file, connection, Access::Write))
    }

    pub fn reading(file: StoreFile) -> std::result::Result<Host, Failure> {
        let connection = file.read()?;
        Ok(Host::with(file, connection, Access::Read))
    }

    fn with(file: StoreFile, connection: Connection, access: Access) -> Host {
        let stores = Some(Stores {
            file,
            connection,
            access,
        });
        let handles = ResourceTable::new();
        Host { handles, stores }
    }

    /// Makes what the instance wrote last. Where it found nothing there is nothing to be done.
    pub fn commit(&self) -> std::result::Result<(), Failure> {
        match &self.stores {
            Some(stores) => stores.file.commit(&stores.connection),
            None => Ok(()),
        }
    }

    /// Gives the interfaces of my:storage to the instances of a linker. Fails where the component doesn't ask for a store.
    pub fn link(component: &Component, linker: &mut Linker<State>) -> anyhow::Result<()> {
        let ty = component.component_type();
        let mut imports = ty.imports(component.engine());
        if !imports.any(|(name, _)| name.starts_with("my:storage/kv@")) {
            anyhow::bail!("found one that has a store of its own, expected one that leaves it open");
        }
        kv_interface::add_to_linker::<_, HasSelf<Host>>(linker, |state| &mut state.host)?;
        sql_interface::add_to_linker::<_, HasSelf<Host>>(linker, |state| &mut state.host)?;
        Ok(())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some(Stores {
            file,
            connection,
            access,
        }) = self.stores.take()
        {
            drop(connection);
            if access == Access::Read {
                file.tidy();
            }
        }
    }
}

impl columns_interface::Host for Host {}

impl types::Host for Host {}

impl kv_interface::Host for Host {
    fn open_store(&mut self, name: String) -> Result<Result<Resource<KvStore>, StoreError>> {
        let Some(stores) = &self.stores else {
            return Ok(Err(StoreError::Other("the host has no store".into())));
        };
        match kv::open(&stores.connection, stores.access, &name) {
            Ok(store) => Ok(Ok(self.handles.push(store)?)),
            Err(error) => Ok(Err(error.into())),
        }
    }
}

impl Host {
    fn on_store<T>(
        &self,
        handle: &Resource<KvStore>,
        action: impl FnOnce(&KvStore, &Connection) -> std::result::Result<T, kv::StoreError>,
    ) -> Result<std::result::Result<T, StoreError>> {
        let store = self.handles.get(handle)?;
        let stores = self
            .stores
            .as_ref()
            .expect("a handle comes from a store that was opened");
        Ok(action(store, &stores.connection).map_err(Into::into))
    }
}

impl kv_interface::HostKvStore for Host {
    fn get(&mut self, store: Resource<KvStore>, key: String) -> Result<Result<Option<String>, StoreError>> {
        self.on_store(&store, |store, connection| store.get(connection, &key))
    }

    fn put(&mut self, store: Resource<KvStore>, key: String, value: String) -> Result<Result<(), StoreError>> {
        self.on_store(&store, |store, connection| store.put(connection, &key, &value))
    }

    fn delete(&mut self, store: Resource<KvStore>, key: String) -> Result<Result<bool, StoreError>> {
        self.on_store(&store, |store, connection| store.delete(connection, &key))
    }

    fn put_new(
        &mut self,
        store: Resource<KvStore>,
        keys: columns_interface::TextColumn,
        values: columns_interface::TextColumn,
    ) -> Result<Result<Known, StoreError>> {
        let trap = |reason: String| wasmtime::format_err!("put-new: {reason}");
        let (keys, values) = (lift(&keys).map_err(trap)?, lift(&values).map_err(trap)?);
        if keys.len() != values.len() {
            return Err(trap(format!("found {} keys and {} values", keys.len(), values.len())));
        }
        self.on_store(&store, |store, connection| {
            let (rows, values) = store.put_new(connection, keys.into_iter().zip(values))?;
            let values = lower(values);
            Ok(Known { rows, values })
        })
    }

    fn scan(
        &mut self,
        store: Resource<KvStore>,
        after: Option<String>,
        limit: u32,
    ) -> Result<Result<Page, StoreError>> {
        self.on_store(&store, |store, connection| {
            let (keys, values) = store.scan(connection, after.as_deref(), limit)?;
            let (keys, values) = (lower(keys), lower(values));
            Ok(Page { keys, values })
        })
    }

    fn drop(&mut self, store: Resource<KvStore>) -> Result<()> {
        self.handles.delete(store)?;
        Ok(())
    }
}

impl sql_interface::Host for Host {}

impl sql_interface::HostDbConnection for Host {
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

impl Host {
    /// A connection of its own, which only reads: what an instance writes goes by keys.
    fn connect(&self, url: &str) -> std::result::Result<DbConnection, sql::QueryError> {
        let name = sql::name(url)?;
        let stores =
            self.stores.as_ref().filter(|_| name == DATABASE).ok_or_else(|| {
                sql::QueryError::InvalidUrl(format!("found no database `{name}`, expected `{DATABASE}`"))
            })?;
        let connection = stores.file.read();
        DbConnection::new(connection.map_err(|failure| sql::QueryError::CannotOpen(failure.to_string()))?)
    }
}

impl sql_interface::HostTransaction for Host {
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

fn lift(column: &columns_interface::TextColumn) -> std::result::Result<Vec<&str>, String> {
    columns::values(&column.text, &column.ends)
}

fn lower(column: TextColumn) -> columns_interface::TextColumn {
    columns_interface::TextColumn {
        text: column.text,
        ends: column.ends,
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

impl From<kv::StoreError> for StoreError {
    fn from(error: kv::StoreError) -> StoreError {
        match error {
            kv::StoreError::InvalidName(name) => StoreError::InvalidName(name),
            kv::StoreError::ReadOnly => StoreError::ReadOnly,
            kv::StoreError::Busy => StoreError::Busy,
            kv::StoreError::Full => StoreError::Full,
            kv::StoreError::Corrupt(reason) => StoreError::Corrupt(reason),
            kv::StoreError::Other(reason) => StoreError::Other(reason),
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
