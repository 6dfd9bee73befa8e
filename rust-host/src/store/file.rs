//! The store file: opens and checks it, and creates it if it is missing.

use std::ffi::{OsStr, OsString};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use rustix::fs::{AtFlags, CWD, accessat};
use rustix::io::Errno;

use crate::failure::{self, Failure};

/// SQLite's application id, which distinguishes a store from other databases: `ppln`.
const APPLICATION: i32 = 0x7070_6c6e;
/// The version of the schema.
const VERSION: i32 = 1;
pub(super) const SCHEMA: &str = include_str!("schema.sql");
/// SQLite's page cache, in KiB. Changes beyond this size are written to the log before the run ends.
const CACHE: i32 = 64 << 10;
/// How long a reader waits for a lock on the file, for example while another process closes it.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// SQLite's log of changes, beside the file.
const LOG: &str = "-wal";
/// What SQLite may create beside the file.
pub const COMPANIONS: [&str; 3] = [LOG, "-shm", "-journal"];
/// The longest chain of links that Linux follows.
const MOST_LINKS: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

/// A file that holds stores, by the path that the caller gave.
#[derive(Debug, Clone)]
pub struct StoreFile {
    path: PathBuf,
    /// The same path for SQLite, which gives names such as `:memory:` and `file:…` another meaning.
    file: PathBuf,
    /// Whether this process has created it and committed nothing yet.
    created: Arc<AtomicBool>,
}

impl StoreFile {
    pub fn new(path: &Path) -> StoreFile {
        let mut file = Path::new(".").join(path);
        // A file that doesn't exist yet can't be created through a link.
        for _ in 0..MOST_LINKS {
            let Ok(target) = fs::read_link(&file) else { break };
            file = folder_of(&file).join(target);
        }
        let (path, created) = (path.into(), Arc::default());
        StoreFile { path, file, created }
    }

    /// Opens it in a transaction, which [`StoreFile::commit`] commits; if the connection is dropped, it is rolled back.
    /// Creates the file if it is missing. Other processes can read meanwhile, but not write.
    pub fn begin(&self) -> Result<Connection, Failure> {
        self.check_path(Access::Write)?;
        loop {
            self.create()?;
            let connection = self.attempt(|| {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                Connection::open_with_flags(&self.file, flags)
            })?;
            match self.prepare(&connection) {
                // A run that failed has removed it meanwhile.
                Ok(()) if has_moved(&connection) => {}
                Ok(()) => return Ok(connection),
                Err(failure) => {
                    if connection.is_autocommit() {
                        drop(connection);
                        self.remove_unused();
                    } else {
                        self.withdraw(&connection);
                    }
                    return Err(failure);
                }
            }
        }
    }

    /// Creates the file if it is missing: SQLite would ignore parts of the umask.
    fn create(&self) -> Result<(), Failure> {
        match OpenOptions::new().write(true).create_new(true).open(&self.file) {
            Ok(_) => self.created.store(true, Ordering::Relaxed),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(self.of_system(&error)),
        }
        Ok(())
    }

    fn prepare(&self, connection: &Connection) -> Result<(), Failure> {
        self.attempt(|| {
            connection.busy_timeout(Duration::ZERO)?;
            connection.pragma_update(None, "cache_size", -CACHE)
        })?;
        // Check before changing a file that may not be ours, and again below, once no other process can write.
        self.check_content(connection)?;
        self.attempt(|| {
            // With a write-ahead log, readers and a writer don't block each other.
            connection.pragma_update(None, "journal_mode", "wal")?;
            connection.execute_batch("BEGIN IMMEDIATE")
        })?;
        if self.check_content(connection)? == Content::Nothing {
            return self.attempt(|| {
                connection.execute_batch(SCHEMA)?;
                connection.pragma_update(None, "application_id", APPLICATION)?;
                connection.pragma_update(None, "user_version", VERSION)
            });
        }
        // If this process created the file, another one was faster to write to it.
        self.created.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Removes the file if this process created it, and nothing was committed.
    pub fn withdraw(&self, connection: &Connection) {
        if !self.created.load(Ordering::Relaxed) {
            return;
        }
        // Another process can't write to it during a transaction. One that couldn't be committed may have ended.
        let unused = || connection.execute_batch("BEGIN IMMEDIATE").is_ok() && self.is_empty(connection);
        if !connection.is_autocommit() || unused() {
            self.remove_created();
        }
    }

    /// The same if the transaction didn't begin.
    fn remove_unused(&self) {
        if !self.created.load(Ordering::Relaxed) {
            return;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let Ok(connection) = Connection::open_with_flags(&self.file, flags) else {
            return;
        };
        // This needs no file beside it, which may be what can't be written, and no other process may have it open.
        let alone =
            connection.execute_batch("PRAGMA locking_mode = exclusive; PRAGMA journal_mode = memory; BEGIN EXCLUSIVE");
        if alone.is_ok() && self.is_empty(&connection) {
            self.remove_created();
        }
    }

    fn is_empty(&self, connection: &Connection) -> bool {
        let content = self.check_content(connection);
        content.is_ok_and(|content| content == Content::Nothing)
    }

    /// Removes the file if this process created it, and nothing was committed. The process must be in its transaction.
    pub fn remove_created(&self) {
        if self.created.swap(false, Ordering::Relaxed) {
            for end in COMPANIONS.into_iter().chain([""]) {
                let _ = fs::remove_file(self.beside(end));
            }
        }
    }

    /// Commits what was written since [`StoreFile::begin`].
    pub fn commit(&self, connection: &Connection) -> Result<(), Failure> {
        match connection.execute_batch("COMMIT") {
            Ok(()) => {
                self.created.store(false, Ordering::Relaxed);
                Ok(())
            }
            Err(error) => {
                self.withdraw(connection);
                Err(self.failure("cannot write to the store", &why(&error)))
            }
        }
    }

    /// Opens it for reading only.
    pub fn read(&self) -> Result<Connection, Failure> {
        self.check_path(Access::Read)?;
        let connection = self.attempt(|| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = match self.is_still() {
                true => Connection::open_with_flags(self.immutable(), flags | OpenFlags::SQLITE_OPEN_URI)?,
                false => Connection::open_with_flags(&self.file, flags)?,
            };
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
        if self.is_still() {
            return;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if let Ok(connection) = Connection::open_with_flags(&self.file, flags) {
            // SQLite removes them on close, but only if the connection has read the file.
            let _ = connection.pragma_query_value(None, "schema_version", |_| Ok(()));
        }
    }

    /// Whether reading it needs nothing beside it, where this process can't create it: there is no log to be read.
    fn is_still(&self) -> bool {
        let logged = fs::metadata(self.beside(LOG)).is_ok_and(|log| log.len() > 0);
        let writable = is_writable(&self.file) && is_writable(folder_of(&self.file));
        !logged && !writable
    }

    /// The file as SQLite's name of one that is read without locks and without anything beside it.
    fn immutable(&self) -> OsString {
        let mut name = OsString::from("file:");
        for byte in self.file.as_os_str().as_bytes() {
            match byte {
                b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                    name.push(OsStr::from_bytes(&[*byte]))
                }
                _ => name.push(format!("%{byte:02x}")),
            }
        }
        name.push("?immutable=1");
        name
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.file.clone().into_os_string();
        name.push(end);
        name.into()
    }

    /// SQLite reports every problem with a path as "unable to open database file"; this reports the cause.
    fn check_path(&self, access: Access) -> Result<(), Failure> {
        // SQLite would wait for the writer of a pipe.
        let is_special = |end: &&str| fs::symlink_metadata(self.beside(end)).is_ok_and(|data| !data.is_file());
        if let Some(end) = COMPANIONS.into_iter().find(is_special) {
            let path = self.path.display();
            let why =
                format!("found a folder, link, device or pipe as `{path}{end}`, expected a file of SQLite's or none");
            return Err(self.failure("cannot open the store", &why));
        }
        match fs::metadata(&self.file) {
            Ok(data) if data.is_dir() => Err(self.unfit("a folder")),
            Ok(data) if !data.is_file() => Err(self.unfit("a device, pipe or socket")),
            Ok(_) if access == Access::Write && !is_writable(&self.file) => {
                Err(self.failure("cannot open the store", "it can only be read"))
            }
            Ok(_) if access == Access::Write && !is_writable(folder_of(&self.file)) => {
                Err(self.failure("cannot open the store", "its folder can only be read"))
            }
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound && access == Access::Write => {
                fs::metadata(folder_of(&self.file))
                    .map(|_| ())
                    .map_err(|error| self.of_system(&error))
            }
            Err(error) => Err(self.of_system(&error)),
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
            Some(ErrorCode::CannotOpen) if !is_writable(folder_of(&self.file)) && self.beside(LOG).exists() => {
                let log = "a run has left a log beside it, which can't be read in a folder that can't be written";
                self.failure("cannot open the store", log)
            }
            Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) if is_short_of_files() => {
                self.of_system(&Errno::MFILE.into())
            }
            _ => self.failure("cannot open the store", &why(&error)),
        })
    }

    fn of_system(&self, error: &io::Error) -> Failure {
        let doing = format!("open the store `{}`", self.path.display());
        failure::of_system(Failure::Store, &doing, error)
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

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new("/"))
}

fn is_writable(path: &Path) -> bool {
    accessat(CWD, path, rustix::fs::Access::WRITE_OK, AtFlags::EACCESS).is_ok()
}

/// Whether the system refuses the files that SQLite opens at the same time. SQLite doesn't report why it can't open one.
fn is_short_of_files() -> bool {
    let opened = [(); 1 + COMPANIONS.len()].map(|()| fs::File::open("/"));
    let number = |file: &io::Result<fs::File>| Errno::from_io_error(file.as_ref().err()?);
    opened
        .iter()
        .filter_map(number)
        .any(|number| matches!(number, Errno::MFILE | Errno::NFILE))
}

/// Whether the file has been removed or replaced since it was opened.
fn has_moved(connection: &Connection) -> bool {
    let mut moved: std::ffi::c_int = 0;
    // SAFETY: the connection is open, and this operation writes an int.
    let code = unsafe {
        let (main, answer) = (std::ptr::null(), (&raw mut moved).cast());
        ffi::sqlite3_file_control(connection.handle(), main, ffi::SQLITE_FCNTL_HAS_MOVED, answer)
    };
    code == ffi::SQLITE_OK && moved != 0
}
