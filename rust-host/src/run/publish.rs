//! Makes all files of a run appear together, or none.
//!
//! They are written to a hidden folder beside the wanted one, which then takes its place in one step. Whoever is killed
//! before leaves that folder, and the next run to the same place takes it away: see [`crate::run::leftovers`].

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::{interrupt, leftovers};
use crate::failure::{Failure, reason};

/// The files of a run that aren't reports.
pub const USERS: &str = "users.ndjson";
pub const REJECTS: &str = "rejects.ndjson";
/// The report for programs.
pub const SUMMARY: &str = "summary.json";
/// All files that a run writes; a folder with other files in it is left alone.
pub const FILES: [&str; 6] = [USERS, REJECTS, SUMMARY, "report.html", "report.md", "report.svg"];

/// A run's output that nobody sees yet. Dropped unpublished, it is gone.
pub struct Staging {
    /// As the caller named it, for messages.
    shown: PathBuf,
    out: PathBuf,
    folder: PathBuf,
}

impl Staging {
    /// Prepares to publish at `out`: a folder that doesn't exist, is empty, or holds an earlier run's output.
    pub fn new(shown: &Path) -> Result<Staging, Failure> {
        // `.` and links stand for the folder itself.
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

    /// Shows the output to the world, and has something else appear with it: if that fails, nothing has happened.
    pub fn publish(self, commit: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        let mut unfinished = interrupt::lock();
        // A file among our own names may have come meanwhile; one of others must survive.
        refuse_foreign(&self.shown)?;
        let place = if self.out.exists() {
            self.replace()?
        } else {
            self.fill()?
        };
        if let Err(failure) = commit() {
            // Nobody is left to tell of a second failure.
            let _ = place.undo();
            return Err(failure);
        }
        if let Place::Replaced { old, new, .. } = &place {
            // From here on it is whole no more, and no output that stepped aside.
            let _ = fs::rename(old, new);
            interrupt::remove(new);
        }
        *unfinished = None;
        Ok(())
    }

    /// For where nothing is yet.
    fn fill(&self) -> Result<Place<'_>, Failure> {
        let (new, out) = (&self.folder, &self.out);
        fs::rename(new, out).map_err(|error| cannot_write(&self.shown, &error))?;
        Ok(Place::Filled { new, out })
    }

    /// The old output and the new change places in one step, or on a file system that can't do that, the old output
    /// steps aside first.
    fn replace(&self) -> Result<Place<'_>, Failure> {
        let (new, out) = (&self.folder, &self.out);
        match renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE) {
            Ok(()) => {
                let old = new.clone();
                return Ok(Place::Replaced { old, new, out });
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
        Ok(Place::Replaced { old, new, out })
    }
}

/// Where the new output is now, and the old one.
enum Place<'a> {
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

impl Place<'_> {
    /// Puts all back to where it was.
    fn undo(&self) -> io::Result<()> {
        match self {
            Place::Filled { new, out } => fs::rename(out, new),
            Place::Replaced { old, new, out } if old == new => {
                Ok(renameat_with(CWD, *new, CWD, *out, RenameFlags::EXCHANGE)?)
            }
            Place::Replaced { old, new, out } => fs::rename(out, new).and_then(|()| fs::rename(old, out)),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Who was interrupted waits here for the process to end.
        let mut unfinished = interrupt::lock();
        // After publishing, nothing is at this path any more.
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

    /// Writes out what is buffered; an unwritten rest would otherwise go unnoticed.
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
    // The first by name, whatever the file system's order.
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
