//! Ctrl-C: removes what a run has half written, and ends the process.

use std::io::ErrorKind;
use std::mem::MaybeUninit;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::failure::{Failure, INTERRUPTED};
use crate::io_error::reason;
use crate::sandbox::shortage::Shortage;
use crate::store::StoreFile;

/// What an interrupted run must not leave.
#[derive(Default)]
pub struct Unfinished {
    pub folder: Option<PathBuf>,
    pub store: Option<StoreFile>,
}

/// Locked while a run publishes, so that an interrupt comes before or after that.
static UNFINISHED: Mutex<Unfinished> = Mutex::new(Unfinished {
    folder: None,
    store: None,
});

/// From now on, Ctrl-C, SIGTERM and SIGHUP remove what is half written and end the process with exit code 130.
pub fn install() -> Result<(), Failure> {
    // As with `nohup`.
    let outlives_its_terminal = is_ignored(libc::SIGHUP);
    let installed = ctrlc::set_handler(on_signal);
    if outlives_its_terminal {
        // SAFETY: ignoring a signal installs no handler.
        unsafe { libc::signal(libc::SIGHUP, libc::SIG_IGN) };
    }
    installed.map_err(|error| match error {
        ctrlc::Error::System(error) => match Shortage::of_system(&error, || "handle Ctrl-C".into()) {
            Some(shortage) => Failure::Host(shortage.to_string()),
            None => Failure::Host(format!(
                "cannot handle Ctrl-C: the system refuses the host a thread ({}); raise the limit (`ulimit -v`)",
                reason(&error)
            )),
        },
        error => Failure::Host(format!("cannot handle Ctrl-C: {error}")),
    })
}

fn on_signal() {
    let unfinished = lock();
    if let Some(folder) = &unfinished.folder {
        remove(folder);
    }
    if let Some(store) = &unfinished.store {
        store.remove_created();
    }
    std::process::exit(INTERRUPTED.into());
}

fn is_ignored(signal: libc::c_int) -> bool {
    let mut action = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: without a new action, the call only writes the present one, which is read if it has.
    unsafe {
        libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr()) == 0
            && action.assume_init().sa_sigaction == libc::SIG_IGN
    }
}

/// From now on, a file that exceeds the size limit becomes a write error instead of ending the process.
pub fn ignore_size_limit() {
    // SAFETY: nothing else handles this signal, and ignoring it installs no handler.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

pub fn lock() -> MutexGuard<'static, Unfinished> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes a folder that only this process uses. Errors are ignored, since nothing can be done about them.
pub fn remove(folder: &Path) {
    // While an interrupt is handled, the run may still add a file.
    const TRIES: usize = 10;
    for _ in 0..TRIES {
        match std::fs::remove_dir_all(folder) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => {}
            // A folder that the umask has closed is empty.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return drop(std::fs::remove_dir(folder)),
            _ => return,
        }
    }
}
