//! Stores that many instances use at a time, each call by itself.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use super::file::{SCHEMA, StoreFile};
use crate::failure::Failure;

/// One connection, for whoever's turn it is. It is held for the time of a call, never while an instance runs.
#[derive(Clone)]
pub struct SharedStore(Arc<Mutex<Connection>>);

impl SharedStore {
    /// As old as this process.
    pub fn in_memory() -> Result<SharedStore, Failure> {
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_in_memory()?;
            connection.execute_batch(SCHEMA)?;
            Ok(connection)
        };
        let connection = open().map_err(|error| Failure::Store(format!("cannot open a store in memory: {error}")))?;
        Ok(SharedStore::of(connection))
    }

    /// In a file, made where it is missing. What was answered outlives this process; of what a machine did in the moment
    /// before its power failed, some may be gone.
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
