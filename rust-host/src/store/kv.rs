//! my:storage/kv on SQLite: one table per store.

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use crate::store::columns::TextColumn;
use crate::store::file::Access;

/// See `store-error` in my:storage/types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    InvalidName(String),
    ReadOnly,
    Busy,
    Full,
    Corrupt(String),
    Other(String),
}

type Result<T> = std::result::Result<T, StoreError>;

/// A handle to a store.
#[derive(Debug)]
pub struct KvStore {
    /// The table's name, in quotes. None: the store is only read and has no table, so it is empty.
    table: Option<String>,
}

/// Opens a store of that name.
pub fn open(connection: &Connection, access: Access, name: &str) -> Result<KvStore> {
    if !is_name(name) {
        return Err(StoreError::InvalidName(name.into()));
    }
    let table = format!("\"kv_{name}\"");
    if access == Access::Write {
        let make = format!("CREATE TABLE IF NOT EXISTS {table} (key TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT");
        connection.prepare_cached(&make)?.execute(())?;
        return Ok(KvStore { table: Some(table) });
    }
    let there = connection.table_exists(None, format!("kv_{name}").as_str())?;
    Ok(KvStore {
        table: there.then_some(table),
    })
}

/// See `invalid-name` in my:storage/types.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    name.len() <= 32 && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(plain)
}

impl KvStore {
    pub fn get(&self, connection: &Connection, key: &str) -> Result<Option<String>> {
        let Some(table) = &self.table else { return Ok(None) };
        let mut select = connection.prepare_cached(&format!("SELECT value FROM {table} WHERE key = ?"))?;
        Ok(select.query_row([key], |row| row.get(0)).optional()?)
    }

    pub fn put(&self, connection: &Connection, key: &str, value: &str) -> Result<()> {
        let table = self.writable()?;
        let upsert = "ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        let mut insert = connection.prepare_cached(&format!("INSERT INTO {table} VALUES (?, ?) {upsert}"))?;
        insert.execute([key, value])?;
        Ok(())
    }

    pub fn delete(&self, connection: &Connection, key: &str) -> Result<bool> {
        let table = self.writable()?;
        let mut delete = connection.prepare_cached(&format!("DELETE FROM {table} WHERE key = ?"))?;
        Ok(delete.execute([key])? > 0)
    }

    /// Adds the keys that are missing; returns row and value of those that exist.
    pub fn put_new<'a>(
        &self,
        connection: &Connection,
        entries: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<(Vec<u32>, TextColumn)> {
        let table = self.writable()?;
        // A batch is written as a whole or not at all. Within a transaction, or for one entry, that is the case anyway.
        let alone = connection.is_autocommit() && entries.size_hint().1 != Some(1);
        let transaction = alone.then(|| connection.unchecked_transaction()).transpose()?;
        let insert = format!("INSERT INTO {table} VALUES (?, ?) ON CONFLICT (key) DO NOTHING");
        let mut insert = connection.prepare_cached(&insert)?;
        let (mut rows, mut values) = (Vec::new(), TextColumn::default());
        for (row, (key, value)) in (0u32..).zip(entries) {
            if insert.execute([key, value])? == 0 {
                let held = self.get(connection, key)?.unwrap_or_default();
                rows.push(row);
                fits(values.push(&held))?;
            }
        }
        transaction.map(|transaction| transaction.commit()).transpose()?;
        Ok((rows, values))
    }

    /// The entries whose keys come after `after`, in order of their keys; at most `limit`.
    pub fn scan(&self, connection: &Connection, after: Option<&str>, limit: u32) -> Result<(TextColumn, TextColumn)> {
        let (mut keys, mut values) = (TextColumn::default(), TextColumn::default());
        let Some(table) = &self.table else {
            return Ok((keys, values));
        };
        let range = if after.is_some() { "key > ?1" } else { "?1 IS NULL" };
        let select = format!("SELECT key, value FROM {table} WHERE {range} ORDER BY key LIMIT ?2");
        let mut select = connection.prepare_cached(&select)?;
        let mut found = select.query((after, limit))?;
        while let Some(row) = found.next()? {
            fits(keys.push(text(row, 0)?) && values.push(text(row, 1)?))?;
        }
        Ok((keys, values))
    }

    fn writable(&self) -> Result<&str> {
        self.table.as_deref().ok_or(StoreError::ReadOnly)
    }
}

fn text<'a>(row: &'a rusqlite::Row, column: usize) -> rusqlite::Result<&'a str> {
    Ok(row.get_ref(column)?.as_str()?)
}

fn fits(room: bool) -> Result<()> {
    if room {
        Ok(())
    } else {
        Err(StoreError::Other("found more than 4 GiB for one answer".into()))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DiskFull | ErrorCode::OutOfMemory) => StoreError::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt(error.to_string()),
            _ => StoreError::Other(error.to_string()),
        }
    }
}
