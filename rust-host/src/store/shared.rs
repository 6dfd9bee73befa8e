//! Stores that many instances use at the same time, one call at a time.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::failure::Failure;
use crate::store::file::{SCHEMA, StoreFile};

/// One connection. It is locked for the duration of a call, never while an instance runs.
#[derive(Clone)]
pub struct SharedStore(Arc<Shared>);

struct Shared {
    connection: Mutex<Connection>,
    files: Option<Files>,
}

impl SharedStore {
    /// Lives as long as this process.
    pub fn in_memory() -> Result<SharedStore, Failure> {
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_in_memory()?;
            // When SQLite splits a page, it may go through its list of all pages at the next commit. Larger pages are fewer.
            connection.pragma_update(None, "page_size", 16 << 10)?;
            connection.execute_batch(SCHEMA)?;
            Ok(connection)
        };
        let connection = open().map_err(|error| Failure::Store(format!("cannot open a store in memory: {error}")))?;
        Ok(SharedStore::of(connection, None))
    }

    /// In a file, created if missing. What was written survives a crash of this process; a power failure may lose the
    /// last writes.
    pub fn file(path: &Path) -> Result<SharedStore, Failure> {
        let file = StoreFile::new(path);
        let connection = file.begin()?;
        file.commit(&connection)?;
        let relaxed = connection.pragma_update(None, "synchronous", "normal");
        relaxed.map_err(|error| Failure::Store(format!("cannot open the store `{}`: {error}", path.display())))?;
        Ok(SharedStore::of(connection, Some(Files::of(path))))
    }

    fn of(connection: Connection, files: Option<Files>) -> SharedStore {
        connection.set_prepared_statement_cache_capacity(64);
        let connection = Mutex::new(connection);
        SharedStore(Arc::new(Shared { connection, files }))
    }

    pub(super) fn with<T>(&self, action: impl FnOnce(&Connection) -> T) -> T {
        action(&self.0.connection.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The path of a file of the store that was deleted or replaced. What was written since then is lost.
    pub fn lost_file(&self) -> Option<&Path> {
        self.0.files.as_ref()?.changed()
    }
}

/// The files of an open database. SQLite goes on using them after they were deleted or replaced.
struct Files(Vec<(PathBuf, Identity)>);

/// Device and inode.
type Identity = (u64, u64);

impl Files {
    /// The database, and its log and index, which exist as long as it is open.
    fn of(path: &Path) -> Files {
        let beside = ["", "-wal", "-shm"].map(|suffix| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        });
        let known = beside.into_iter().filter_map(|path| Some((identity(&path)?, path)));
        Files(known.map(|(identity, path)| (path, identity)).collect())
    }

    fn changed(&self) -> Option<&Path> {
        let mut files = self.0.iter();
        let changed = files.find(|(path, expected)| identity(path) != Some(*expected));
        changed.map(|(path, _)| path.as_path())
    }
}

fn identity(path: &Path) -> Option<Identity> {
    let data = fs::metadata(path).ok()?;
    Some((data.dev(), data.ino()))
}
