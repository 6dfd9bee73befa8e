//! Removes what runs that were killed have left.
//!
//! A run's hidden folder bears the name of its process: `.partial-BOOT-NAMESPACE-PID` in the output, or
//! `.OUT.partial-BOOT-NAMESPACE-PID` beside one that doesn't exist yet. A PID alone is enough only on one machine that never
//! reboots: in another container or on another machine it belongs to another process. The folder is removed only if boot,
//! namespace and PID together show that its process is gone.

use std::fs::{self, DirEntry};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::io::Errno;
use rustix::process::{Pid, geteuid, getpid, test_kill_process};

use crate::run::interrupt;

/// How the names of all hidden folders in an output begin.
pub const INSIDE: &str = ".partial-";
/// The end of the name of a folder that holds an earlier output, which has been replaced.
pub const REPLACED: &str = ".old";
/// The bytes of an output's name that a hidden folder's name takes over, so that it isn't too long for any file system.
const MOST_OF_A_NAME: usize = 100;

/// How the names of all hidden folders beside the output `name` begin.
pub fn beside(name: &str) -> String {
    format!(".{}{INSIDE}", &name[..name.floor_char_boundary(MOST_OF_A_NAME)])
}

/// This process, among all of this boot and namespace, if the system reports those.
pub fn process() -> String {
    let pid = std::process::id();
    match pid_scope() {
        Some(scope) => format!("{scope}-{pid}"),
        None => pid.to_string(),
    }
}

/// The scope in which a PID is unique: this boot of this machine, and the PID namespace. None if the system doesn't report
/// them.
fn pid_scope() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = fs::read_link("/proc/self/ns/pid").ok()?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    Some(format!("{}-{}", boot.get(..8)?, digits(&namespace.to_string_lossy())))
}

/// Removes what processes that are gone have left in a folder under names that begin with `prefix`. Errors are ignored: a
/// leftover does no harm.
pub fn clear(folder: &Path, prefix: &str) {
    // This process may have the PID of an earlier one.
    let idle = interrupt::lock().folder.is_none();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let found = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = found.strip_prefix(prefix) else {
            continue;
        };
        if is_mine(&entry) && is_gone(process.strip_suffix(REPLACED).unwrap_or(process), idle) {
            interrupt::remove(&entry.path());
        }
    }
}

/// Whether it is a folder of this user, and no link.
pub fn is_mine(entry: &DirEntry) -> bool {
    entry
        .metadata()
        .is_ok_and(|data| data.is_dir() && data.uid() == geteuid().as_raw())
}

/// Whether a process, as [`process`] names it, has certainly ended. If this process is `idle`, one of its own name was
/// an earlier one.
pub fn is_gone(process: &str, idle: bool) -> bool {
    let pid = pid_scope().and_then(|scope| process.strip_prefix(&scope)?.strip_prefix('-'));
    let number = pid.and_then(|pid| pid.parse().ok()).filter(|number| *number > 0);
    let Some(pid) = number.and_then(Pid::from_raw) else {
        return false;
    };
    match pid == getpid() {
        true => idle,
        false => test_kill_process(pid) == Err(Errno::SRCH),
    }
}
