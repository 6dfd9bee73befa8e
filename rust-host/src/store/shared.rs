//! Stores that many instances use at the same time, one call at a time.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::failure::Failure;
use crate::store::file::{SCHEMA, StoreFile};

/// One connection. It is locked for the duration of a call, never while an instance runs.
#[derive(Clone)]
pub struct SharedStore(Arc<Mutex<Connection>>);

impl SharedStore {
    /// Lives as long as this process.
    pub fn in_memory() -> Result<SharedStore, Failure> {
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_in_memory()?;
            connection.execute_batch(SCHEMA)?;
            Ok(connection)
        };
        let connection = open().map_err(|error| Failure::Store(format!("cannot open a store in memory: {error}")))?;
        Ok(SharedStore::of(connection))
    }

    /// In a file, created if missing. What was written survives a crash of this process; a power failure may lose the
    /// last writes.
    pub fn file(path: &Path) -> Result<SharedStore, Failure> {
        let file = StoreFile::new(path);
        let connection = file.begin()?;
        file.commit(&connection)?;
        let relaxed = connection.pragma_update(None, "synchronous", "normal");
        relaxed.map_err(|error| Failure::Store(format!("cannot open the store `{}`: {error}", path.display())))?;
        Ok(SharedStore::of(connection))
    }

    fn of(connection: Connection) -> SharedStore {
        connection.set_prepared_statement_cache_capacity(64);
        SharedStore(Arc::new(Mutex::new(connection)))
    }

    pub(super) fn with<T>(&self, action: impl FnOnce(&Connection) -> T) -> T {
        action(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
