//! Makes all files of a run appear together, or none.
//!
//! They are written to a hidden folder beside the requested one, which then takes its place in one step. A run that is
//! killed before that leaves the hidden folder, and the next run to the same place removes it: see
//! [`crate::run::leftovers`].

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::failure::Failure;
use crate::io_error::reason;
use crate::run::{interrupt, leftovers};

/// The files of a run that aren't reports.
pub const USERS: &str = "users.ndjson";
pub const REJECTS: &str = "rejects.ndjson";
/// The report for programs.
pub const SUMMARY: &str = "summary.json";
/// All files that a run writes. A folder with other files in it is rejected.
pub const FILES: [&str; 6] = [USERS, REJECTS, SUMMARY, "report.html", "report.md", "report.svg"];

/// A run's output before it is published. If it is dropped unpublished, it is removed.
pub struct Staging {
    /// As the caller named it, for messages.
    shown: PathBuf,
    out: PathBuf,
    folder: PathBuf,
}

impl Staging {
    /// Prepares to publish at `out`: a folder that doesn't exist, is empty, or holds an earlier run's output.
    pub fn new(shown: &Path) -> Result<Staging, Failure> {
        // Resolve `.` and links.
        let out = shown.canonicalize().unwrap_or_else(|_| shown.into());
        let parent = match out.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let name = out.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        leftovers::clear(parent, &name, &out);
        refuse_foreign(shown)?;
        fs::create_dir_all(parent).map_err(|error| cannot_write(parent, &error))?;
        let folder = parent.join(leftovers::hidden(&name));
        let mut unfinished = interrupt::lock();
        fs::create_dir(&folder).map_err(|error| cannot_write(shown, &error))?;
        *unfinished = Some(folder.clone());
        let shown = shown.into();
        Ok(Staging { shown, out, folder })
    }

    /// Starts a file of the output.
    pub fn create(&self, name: &str) -> Result<OutputFile, Failure> {
        let path = self.shown.join(name);
        let file = File::create_new(self.folder.join(name)).map_err(|error| cannot_write(&path, &error))?;
        Ok(OutputFile {
            path,
            file: BufWriter::with_capacity(1 << 18, file),
        })
    }

    /// Publishes the output, and calls `commit`: if that fails, the output is withdrawn.
    pub fn publish(self, commit: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        let mut unfinished = interrupt::lock();
        // Check again: a foreign file that has appeared in the folder meanwhile must survive.
        refuse_foreign(&self.shown)?;
        let published = if self.out.exists() {
            self.replace()?
        } else {
            self.fill()?
        };
        if let Err(failure) = commit() {
            // The first failure is reported.
            let _ = published.undo();
            return Err(failure);
        }
        if let Published::Replaced { old, new, .. } = &published {
            // The old output is about to be deleted, so drop the suffix that marks it as restorable.
            let _ = fs::rename(old, new);
            interrupt::remove(new);
        }
        *unfinished = None;
        Ok(())
    }

    /// Publishes to a path where no output exists.
    fn fill(&self) -> Result<Published<'_>, Failure> {
        let (new, out) = (&self.folder, &self.out);
        fs::rename(new, out).map_err(|error| cannot_write(&self.shown, &error))?;
        Ok(Published::Filled { new, out })
    }

    /// Exchanges the old output and the new one in one step. If the file system can't do that, the old output is moved
    /// aside first.
    fn replace(&self) -> Result<Published<'_>, Failure> {
        let (new, out) = (&self.folder, &self.out);
        match renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE) {
            Ok(()) => {
                let old = new.clone();
                return Ok(Published::Replaced { old, new, out });
            }
            Err(Errno::INVAL | Errno::NOSYS) => {}
            Err(error) => return Err(cannot_write(&self.shown, &error.into())),
        }
        let mut aside = new.clone().into_os_string();
        aside.push(leftovers::ASIDE);
        let old = PathBuf::from(aside);
        fs::rename(out, &old).map_err(|error| cannot_write(&self.shown, &error))?;
        if let Err(error) = fs::rename(new, out) {
            let _ = fs::rename(&old, out);
            return Err(cannot_write(&self.shown, &error));
        }
        Ok(Published::Replaced { old, new, out })
    }
}

/// How the output was published, so that it can be undone.
enum Published<'a> {
    Filled {
        /// Where the new output was.
        new: &'a Path,
        out: &'a Path,
    },
    Replaced {
        old: PathBuf,
        new: &'a Path,
        out: &'a Path,
    },
}

impl Published<'_> {
    /// Moves everything back to where it was.
    fn undo(&self) -> io::Result<()> {
        match self {
            Published::Filled { new, out } => fs::rename(out, new),
            Published::Replaced { old, new, out } if old == new => {
                Ok(renameat_with(CWD, *new, CWD, *out, RenameFlags::EXCHANGE)?)
            }
            Published::Replaced { old, new, out } => fs::rename(out, new).and_then(|()| fs::rename(old, out)),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // An interrupted run blocks here until the process exits.
        let mut unfinished = interrupt::lock();
        // After publishing, nothing exists at this path.
        interrupt::remove(&self.folder);
        *unfinished = None;
    }
}

/// A file of the output, written through a buffer.
pub struct OutputFile {
    path: PathBuf,
    file: BufWriter<File>,
}

impl OutputFile {
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.file
            .write_all(bytes)
            .map_err(|error| cannot_write(&self.path, &error))
    }

    /// Flushes the buffer. Dropping it would ignore errors.
    pub fn finish(self) -> Result<(), Failure> {
        let OutputFile { path, file } = self;
        let file = file.into_inner().map_err(|error| cannot_write(&path, error.error()))?;
        drop(file);
        Ok(())
    }
}

fn refuse_foreign(out: &Path) -> Result<(), Failure> {
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(cannot_write(out, &error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(|error| cannot_write(out, &error))?.file_name());
    }
    let foreign = names.iter().filter(|name| !FILES.iter().any(|file| *name == file));
    // The first by name, so that the message doesn't depend on the file system.
    match foreign.min() {
        None => Ok(()),
        Some(name) => Err(Failure::Output(format!(
            "cannot write to `{}`: found `{}` in it, expected an empty folder or an earlier run's output",
            out.display(),
            name.to_string_lossy()
        ))),
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::Output(format!("cannot write to `{}`: {}", path.display(), reason(error)))
}
