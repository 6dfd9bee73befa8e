//! Ctrl-C: whatever a run has half written goes, and the process with it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::failure::INTERRUPTED;

/// The folder that an interrupted run must not leave behind. Held locked while a run publishes, so that an
/// interrupt comes before or after that, never amid.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// From now on, Ctrl-C and SIGTERM end the process with 130, once nothing half written is left; and a file that may grow
/// no further is an error of writing, not the end of the process.
pub fn install() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        let unfinished = lock();
        if let Some(folder) = unfinished.as_deref() {
            remove(folder);
        }
        std::process::exit(INTERRUPTED.into());
    })?;
    // SAFETY: nobody else has a handler for this signal, and to ignore one calls nothing.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
    Ok(())
}

pub fn lock() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes a folder that nobody else knows of yet; one that resists can't be helped any more.
pub fn remove(folder: &Path) {
    // While an interrupt is told, the run may still add a file.
    const TRIES: usize = 10;
    for _ in 0..TRIES {
        match std::fs::remove_dir_all(folder) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => {}
            _ => return,
        }
    }
}
