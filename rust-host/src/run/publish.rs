//! Makes all files of a run appear together, or none.
//!
//! They are written to a hidden folder. If the output doesn't exist yet, the hidden one is beside it and is renamed to it. If
//! it exists, it stays the same folder: the hidden one is in it, and its files replace the earlier ones; see
//! [`crate::run::journal`]. A run that is killed leaves the hidden folder, and the next run to the same place removes it; see
//! [`crate::run::leftovers`].

use std::fs::{self, DirEntry, File};
use std::io::{self, BufWriter, ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};

use crate::failure::{self, Failure};
use crate::run::interrupt::{self, Unfinished};
use crate::run::journal::{self, Blocked, Journal};
use crate::run::leftovers;

/// The files of a run that aren't reports, by the format of the output: users and rejects.
pub const NDJSON: [&str; 2] = ["users.ndjson", "rejects.ndjson"];
pub const CSV: [&str; 2] = ["users.csv", "rejects.csv"];
/// The report for programs.
pub const SUMMARY: &str = "summary.json";
/// All files that runs write. A run replaces or removes them all, whichever it writes itself. A folder with other files in it
/// is rejected.
pub const FILES: [&str; 8] = [
    NDJSON[0],
    NDJSON[1],
    CSV[0],
    CSV[1],
    SUMMARY,
    "report.html",
    "report.md",
    "report.svg",
];
/// What systems put into a folder, in lower case. Like hidden files, these may be in an output, and stay there.
const OF_SYSTEMS: [&str; 7] = [
    "$recycle.bin",
    "desktop.ini",
    "ehthumbs.db",
    "icon\r",
    "lost+found",
    "system volume information",
    "thumbs.db",
];

/// A run's output before it is published. If it is dropped unpublished, it is removed.
pub struct Staging {
    /// As the caller named it, for messages.
    shown: PathBuf,
    out: PathBuf,
    folder: PathBuf,
    /// The names of its files.
    files: Vec<String>,
}

impl Staging {
    /// Prepares to publish at `out`: a folder that doesn't exist, is empty, or holds an earlier run's output.
    pub fn new(shown: &Path) -> Result<Staging, Failure> {
        refuse_dangling(shown)?;
        let out = resolved(shown);
        let parent = match out.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let name = out.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let beside = leftovers::beside(&name);
        leftovers::clear(parent, &beside);
        if out.is_dir() && !journal::settle(&out, &FILES).map_err(|error| cannot_write(shown, &error))? {
            return Err(taken(shown));
        }
        leftovers::clear(&out, leftovers::INSIDE);
        refuse_foreign(shown)?;
        let (place, prefix, blamed) = match out.exists() {
            true => (out.as_path(), leftovers::INSIDE, shown),
            false => (parent, beside.as_str(), parent),
        };
        fs::create_dir_all(place).map_err(|error| cannot_write(place, &error))?;
        let folder = place.join(format!("{prefix}{}", leftovers::process()));
        let mut unfinished = interrupt::lock();
        fs::create_dir(&folder).map_err(|error| cannot_write(blamed, &error))?;
        unfinished.folder = Some(folder.clone());
        Ok(Staging {
            shown: shown.into(),
            out,
            folder,
            files: Vec::new(),
        })
    }

    /// Starts a file of the output.
    pub fn create(&mut self, name: &str) -> Result<OutputFile, Failure> {
        // The component names its reports.
        if !FILES.contains(&name) {
            let expected = FILES.join("`, `");
            let found = format!("cannot take the report: found the name `{name}`, expected one of `{expected}`");
            return Err(Failure::Guest(found));
        }
        let path = self.shown.join(name);
        let file = File::create_new(self.folder.join(name)).map_err(|error| cannot_write(&path, &error))?;
        self.files.push(name.into());
        Ok(OutputFile::buffered(path, file))
    }

    /// Publishes the output, and calls `commit`: if that fails, the output is withdrawn.
    pub fn publish(self, commit: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        let mut unfinished = interrupt::lock();
        // Check again: a foreign file that has appeared in the folder meanwhile must survive.
        refuse_foreign(&self.shown)?;
        self.refuse_removed()?;
        let published = match self.fill()? {
            true => Published::Filled,
            false => Published::Replaced(self.replace()?),
        };
        let committed = commit();
        match (published, &committed) {
            (Published::Filled, Ok(())) => {}
            (Published::Replaced(journal), Ok(())) => journal.release(),
            // The first failure is reported.
            (Published::Filled, Err(_)) => drop(fs::rename(&self.out, &self.folder)),
            (Published::Replaced(journal), Err(_)) => drop(journal.back()),
        }
        if committed.is_ok() {
            *unfinished = Unfinished::default();
        }
        committed
    }

    /// A program that tidies up may have removed a file. Without it, the output would be incomplete.
    fn refuse_removed(&self) -> Result<(), Failure> {
        for name in &self.files {
            let path = self.shown.join(name);
            match fs::symlink_metadata(self.folder.join(name)) {
                Ok(data) if data.is_file() => {}
                Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    return Err(cannot_write(&path, &error));
                }
                _ => {
                    return Err(Failure::Output(format!(
                        "cannot write to `{}`: another program removed it before the output was complete",
                        path.display()
                    )));
                }
            }
        }
        Ok(())
    }

    /// Publishes to a path where no folder exists. Returns false if there is one.
    fn fill(&self) -> Result<bool, Failure> {
        if self.out.exists() {
            return Ok(false);
        }
        match fs::rename(&self.folder, &self.out) {
            Ok(()) => Ok(true),
            // It has appeared in this moment.
            Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => Ok(false),
            Err(error) => Err(cannot_write(&self.shown, &error)),
        }
    }

    /// Publishes to a folder that exists.
    fn replace(&self) -> Result<Journal<'_>, Failure> {
        let failed = |error| cannot_write(&self.shown, &error);
        let journal = Journal::acquire(&self.folder, &self.out, &FILES).map_err(failed)?;
        let journal = journal.ok_or_else(|| taken(&self.shown))?;
        match journal.forward() {
            Ok(()) => Ok(journal),
            Err(Blocked { file, error }) => {
                // If this fails as well, the next run tries again.
                let _ = journal.back();
                let file = file.map(|name| self.shown.join(name));
                Err(cannot_write(file.as_deref().unwrap_or(&self.shown), &error))
            }
        }
    }
}

/// How the output was published, so that it can be withdrawn.
enum Published<'a> {
    Filled,
    Replaced(Journal<'a>),
}

impl Drop for Staging {
    fn drop(&mut self) {
        // An interrupted run blocks here until the process exits.
        let mut unfinished = interrupt::lock();
        // After publishing, nothing exists at this path.
        interrupt::remove(&self.folder);
        *unfinished = Unfinished::default();
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

    /// The same file, empty again.
    pub fn emptied(self) -> Result<OutputFile, Failure> {
        let OutputFile { path, file } = self;
        // The buffer isn't written.
        let (mut file, _) = file.into_parts();
        let emptied = file.set_len(0).and_then(|()| file.rewind());
        emptied.map_err(|error| cannot_write(&path, &error))?;
        Ok(OutputFile::buffered(path, file))
    }

    fn buffered(path: PathBuf, file: File) -> OutputFile {
        OutputFile {
            path,
            file: BufWriter::with_capacity(1 << 18, file),
        }
    }

    /// Flushes the buffer. Dropping it would ignore errors.
    pub fn finish(self) -> Result<(), Failure> {
        let OutputFile { path, file } = self;
        let file = file.into_inner().map_err(|error| cannot_write(&path, error.error()))?;
        drop(file);
        Ok(())
    }
}

/// The path of the output folder itself, if `shown` is a link to it or ends in `.` or `..`. Any other path stays as it is: a
/// folder above it may be renamed during the run.
fn resolved(shown: &Path) -> PathBuf {
    // Without a `.` at the end.
    let plain: PathBuf = shown.components().collect();
    let is_indirect = plain.file_name().is_none() || plain.is_symlink();
    let real = is_indirect.then(|| plain.canonicalize().ok()).flatten();
    real.unwrap_or(plain)
}

/// The system reports a link that leads nowhere as a missing file, or as one that exists.
fn refuse_dangling(out: &Path) -> Result<(), Failure> {
    let missing = |path: &&Path| fs::metadata(path).is_err_and(|error| error.kind() == ErrorKind::NotFound);
    // Without a slash at the end, which would look behind the link.
    let out: PathBuf = out.components().collect();
    for path in out.ancestors().take_while(missing) {
        if let Ok(target) = fs::read_link(path) {
            let (path, target) = (path.display(), target.display());
            let found = format!("found a link to `{target}`, which doesn't exist, expected a folder");
            return Err(Failure::Output(format!("cannot write to `{path}`: {found}")));
        }
    }
    Ok(())
}

fn refuse_foreign(out: &Path) -> Result<(), Failure> {
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => Err(error),
    };
    let entries: Vec<DirEntry> = entries.map_err(|error| cannot_write(out, &error))?;
    let foreign = entries
        .iter()
        .filter(|entry| is_foreign(entry))
        .map(DirEntry::file_name);
    // The first by name, so that the message doesn't depend on the file system.
    match foreign.min() {
        None => Ok(()),
        Some(name) => Err(Failure::Output(format!(
            "cannot write to `{}`: found {}`{}` in it, expected an empty folder or an earlier run's output",
            out.display(),
            if FILES.iter().any(|file| name == *file) {
                "the folder "
            } else {
                ""
            },
            name.to_string_lossy()
        ))),
    }
}

fn is_foreign(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    if FILES.iter().any(|file| name == *file) {
        return entry.file_type().is_ok_and(|kind| kind.is_dir());
    }
    let name = name.to_string_lossy().to_ascii_lowercase();
    !name.starts_with('.') && !OF_SYSTEMS.contains(&name.as_str())
}

fn taken(out: &Path) -> Failure {
    let (out, journal) = (out.display(), out.join(journal::NAME));
    let journal = journal.display();
    Failure::Output(format!(
        "cannot write to `{out}`: another run is publishing to it; if it was killed in another container or by another user, \
         remove `{journal}`, which holds the earlier output or the new one"
    ))
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    failure::of_system(Failure::Output, &format!("write to `{}`", path.display()), error)
}
