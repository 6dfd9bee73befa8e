//! Replaces the output in a folder that stays the same folder, with its owner, mode and attributes: the earlier files move out
//! of it and the new ones in, and a journal makes that one change.
//!
//! The journal is the folder `.publishing` in the output. A run acquires it in one step, by giving this name to the folder
//! with its new files, and only one run can have it. The name of a folder in it tells how far the run is, and whose it is:
//! `leaving.PROCESS` while the earlier files move there, `entering.PROCESS` while the new ones move out, and
//! `complete.PROCESS` afterwards. A run that fails before goes the same way back. For a run that was killed, the next run to
//! this output does so, on either host.

use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::run::interrupt;
use crate::run::leftovers::{self, INSIDE, REPLACED};

/// The journal's name in the output.
pub const NAME: &str = ".publishing";
const LEAVING: &str = "leaving";
const ENTERING: &str = "entering";
const COMPLETE: &str = "complete";

/// How long to wait for a run that is publishing. It takes less than a millisecond, so one that takes longer was stopped, or
/// killed in another container.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(10);

/// Why a journal can't go on.
pub struct Blocked {
    /// The file that can't be moved, if it isn't the journal's own.
    pub file: Option<String>,
    pub error: io::Error,
}

impl From<io::Error> for Blocked {
    fn from(error: io::Error) -> Blocked {
        Blocked { file: None, error }
    }
}

/// The journal of an output, while this process has it.
pub struct Journal<'a> {
    out: &'a Path,
    /// The names of the files that are published.
    files: &'a [&'a str],
    folder: PathBuf,
}

impl<'a> Journal<'a> {
    /// Acquires the journal with the new files in `staged`. None if another run keeps it.
    pub fn acquire(staged: &Path, out: &'a Path, files: &'a [&str]) -> io::Result<Option<Journal<'a>>> {
        // A folder replaces an empty one, so the journal is never empty.
        fs::create_dir(staged.join(of_process(LEAVING)))?;
        let folder = out.join(NAME);
        let deadline = Instant::now() + PATIENCE;
        loop {
            match fs::rename(staged, &folder) {
                Ok(()) => return Ok(Some(Journal { out, files, folder })),
                Err(error) if matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists) => {}
                Err(error) => return Err(error),
            }
            if Instant::now() > deadline {
                return Ok(None);
            }
            sleep(PAUSE);
            restore_if_killed(out, files, false);
        }
    }

    /// Replaces the earlier files by the new ones.
    pub fn forward(&self) -> Result<(), Blocked> {
        let (out, folder) = (self.out, &self.folder);
        self.move_files(out, &folder.join(of_process(LEAVING)))?;
        self.proceed(LEAVING, ENTERING)?;
        self.move_files(folder, out)?;
        Ok(self.proceed(ENTERING, COMPLETE)?)
    }

    /// Puts the earlier files back, wherever [`Journal::forward`] ended, and releases the journal. If that fails, it stays.
    pub fn back(self) -> Result<(), Blocked> {
        let (out, folder) = (self.out, &self.folder);
        if self.is_in(COMPLETE) {
            self.proceed(COMPLETE, ENTERING)?;
        }
        if self.is_in(ENTERING) {
            self.move_files(out, folder)?;
            self.proceed(ENTERING, LEAVING)?;
        }
        self.move_files(&folder.join(of_process(LEAVING)), out)?;
        self.release();
        Ok(())
    }

    /// Gives up the journal in one step, and removes what is left in it.
    pub fn release(self) {
        let name = format!("{INSIDE}{}{REPLACED}", leftovers::process());
        let old = self.out.join(name);
        if fs::rename(&self.folder, &old).is_ok() {
            interrupt::remove(&old);
        }
    }

    /// Moves those files that are there.
    fn move_files(&self, from: &Path, to: &Path) -> Result<(), Blocked> {
        for &name in self.files {
            match fs::rename(from.join(name), to.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    let file = Some(name.into());
                    return Err(Blocked { file, error });
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn is_in(&self, state: &str) -> bool {
        self.folder.join(of_process(state)).exists()
    }

    fn proceed(&self, from: &str, to: &str) -> io::Result<()> {
        let [from, to] = [from, to].map(|state| self.folder.join(of_process(state)));
        fs::rename(from, to)
    }
}

/// Restores the earlier output if a run was killed while it published, and waits for one that is publishing. Returns false if
/// it keeps on.
pub fn settle(out: &Path, files: &[&str]) -> io::Result<bool> {
    // This process may have the PID of an earlier one.
    let idle = interrupt::lock().folder.is_none();
    let deadline = Instant::now() + PATIENCE;
    loop {
        restore_if_killed(out, files, idle);
        if is_free(&out.join(NAME))? {
            return Ok(true);
        }
        if Instant::now() > deadline {
            return Ok(false);
        }
        sleep(PAUSE);
    }
}

/// Whether it doesn't exist, or is a folder with nothing in it. A link or a file is in the way of any run.
fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(folder) {
        Ok(data) => Ok(data.is_dir() && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        // Not even that can be found out.
        Err(error) => Err(error),
    }
}

/// If the journal's process is gone, takes the journal over, and puts back what isn't complete. Errors are ignored: then the
/// journal stays.
fn restore_if_killed(out: &Path, files: &[&str], idle: bool) {
    let folder = out.join(NAME);
    let Some((state, process)) = state(out, &folder) else {
        return;
    };
    if !leftovers::is_gone(&process, idle) {
        return;
    }
    // Only one process succeeds.
    let found = folder.join(format!("{state}.{process}"));
    if fs::rename(found, folder.join(of_process(&state))).is_err() {
        return;
    }
    let journal = Journal { out, files, folder };
    match state == COMPLETE {
        true => journal.release(),
        false => drop(journal.back()),
    }
}

/// The state of a journal and its process, if it is a folder of this user.
fn state(out: &Path, folder: &Path) -> Option<(String, String)> {
    let entry = |folder: &Path, is: &dyn Fn(&DirEntry) -> bool| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.filter(leftovers::is_mine).find(is)
    };
    entry(out, &|entry| entry.file_name() == NAME)?;
    let split = |entry: &DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let (state, process) = name.split_once('.')?;
        let known = [LEAVING, ENTERING, COMPLETE].contains(&state);
        known.then(|| (state.to_string(), process.to_string()))
    };
    split(&entry(folder, &|entry| split(entry).is_some())?)
}

fn of_process(state: &str) -> String {
    format!("{state}.{}", leftovers::process())
}
