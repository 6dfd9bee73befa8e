//! The store file: opens and checks it, and creates it if it is missing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::failure::Failure;
use crate::io_error::reason;

/// SQLite's application id, which distinguishes a store from other databases: `ppln`.
const APPLICATION: i32 = 0x7070_6c6e;
/// The version of the schema.
const VERSION: i32 = 1;
pub(super) const SCHEMA: &str = include_str!("schema.sql");
/// SQLite's page cache, in KiB. Changes beyond this size are written to the log before the run ends.
const CACHE: i32 = 64 << 10;
/// How long a reader waits for a lock on the file, for example while another process closes it.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// A file that holds stores, by the path that the caller gave.
#[derive(Debug, Clone)]
pub struct StoreFile {
    path: PathBuf,
}

impl StoreFile {
    pub fn new(path: &Path) -> StoreFile {
        StoreFile { path: path.into() }
    }

    /// Opens it in a transaction, which [`StoreFile::commit`] commits; if the connection is dropped, it is rolled back.
    /// Creates the file if it is missing. Other processes can read meanwhile, but not write.
    pub fn begin(&self) -> Result<Connection, Failure> {
        self.check_path(Access::Write)?;
        let connection = self.attempt(|| {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
            let connection = Connection::open_with_flags(&self.path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            connection.busy_timeout(Duration::ZERO)?;
            connection.pragma_update(None, "cache_size", -CACHE)?;
            Ok(connection)
        })?;
        // Check before changing a file that may not be ours, and again below, once no other process can write.
        self.check_content(&connection)?;
        self.attempt(|| {
            // With a write-ahead log, readers and a writer don't block each other.
            connection.pragma_update(None, "journal_mode", "wal")?;
            connection.execute_batch("BEGIN IMMEDIATE")
        })?;
        if self.check_content(&connection)? == Content::Nothing {
            self.attempt(|| {
                connection.execute_batch(SCHEMA)?;
                connection.pragma_update(None, "application_id", APPLICATION)?;
                connection.pragma_update(None, "user_version", VERSION)
            })?;
        }
        Ok(connection)
    }

    /// Commits what was written since [`StoreFile::begin`].
    pub fn commit(&self, connection: &Connection) -> Result<(), Failure> {
        let committed = connection.execute_batch("COMMIT");
        committed.map_err(|error| self.failure("cannot write to the store", &why(&error)))
    }

    /// Opens it for reading only.
    pub fn read(&self) -> Result<Connection, Failure> {
        self.check_path(Access::Read)?;
        let connection = self.attempt(|| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&self.path, flags)?;
            connection.busy_timeout(LOCK_TIMEOUT)?;
            connection.pragma_update(None, "query_only", true)?;
            Ok(connection)
        })?;
        match self.check_content(&connection)? {
            Content::Store => Ok(connection),
            Content::Nothing => Err(self.unfit("an empty database")),
        }
    }

    /// Removes the files beside it that a read-only connection can't remove. The next run would do so too.
    pub fn tidy(&self) {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if let Ok(connection) = Connection::open_with_flags(&self.path, flags) {
            // SQLite removes them on close, but only if the connection has read the file.
            let _ = connection.pragma_query_value(None, "schema_version", |_| Ok(()));
        }
    }

    /// SQLite reports every problem with a path as "unable to open database file"; this reports the cause.
    fn check_path(&self, access: Access) -> Result<(), Failure> {
        let cannot = |error: &io::Error| self.failure("cannot open the store", &reason(error));
        match fs::metadata(&self.path) {
            Ok(data) if data.is_dir() => Err(self.unfit("a folder")),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound && access == Access::Write => {
                let parent = self.path.parent().filter(|parent| *parent != Path::new(""));
                let parent = fs::metadata(parent.unwrap_or(Path::new(".")));
                parent.map(|_| ()).map_err(|error| cannot(&error))
            }
            Err(error) => Err(cannot(&error)),
        }
    }

    fn check_content(&self, connection: &Connection) -> Result<Content, Failure> {
        let number = |name| self.attempt(|| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0)));
        let objects = "SELECT count(*) FROM sqlite_schema";
        let objects: i64 = self.attempt(|| connection.query_row(objects, (), |row| row.get(0)))?;
        match (number("application_id")?, number("user_version")?) {
            (APPLICATION, VERSION) => Ok(Content::Store),
            (APPLICATION, version) => Err(self.unfit(&format!("format version {version}"))),
            (0, 0) if objects == 0 => Ok(Content::Nothing),
            _ => Err(self.unfit("a database of another program")),
        }
    }

    fn attempt<T>(&self, attempt: impl FnOnce() -> rusqlite::Result<T>) -> Result<T, Failure> {
        attempt().map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => self.unfit("a file that is not a database"),
            _ => self.failure("cannot open the store", &why(&error)),
        })
    }

    fn unfit(&self, found: &str) -> Failure {
        let expected = format!("found {found}, expected a pipeline store of format version {VERSION}");
        self.failure("cannot open the store", &expected)
    }

    fn failure(&self, what: &str, why: &str) -> Failure {
        Failure::Store(format!("{what} `{}`: {why}", self.path.display()))
    }
}

#[derive(PartialEq, Eq)]
enum Content {
    Nothing,
    Store,
}

fn why(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another process is writing to it".into(),
        Some(ErrorCode::ReadOnly) => "it can only be read".into(),
        Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => "it can't be opened or written".into(),
        Some(ErrorCode::DiskFull) => "no space left on device".into(),
        Some(ErrorCode::DatabaseCorrupt) => format!("it is damaged: {error}"),
        _ => error.to_string(),
    }
}
