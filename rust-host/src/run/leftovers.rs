//! Removes what runs that were killed have left.
//!
//! A run's hidden folder bears the name of its process: `.OUT.partial-BOOT-NAMESPACE-PID`. A PID alone is enough only on one
//! machine that never reboots: in another container or on another machine it belongs to another process. The folder is
//! removed only if boot, namespace and PID together show that its process is gone. A folder that ends in `.old` is a whole
//! earlier output that was moved aside for a moment; it is moved back if there is no other output.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::io::Errno;
use rustix::process::{Pid, geteuid, getpid, test_kill_process};

use crate::run::interrupt;

/// The end of the name of a folder that holds an earlier output.
pub const ASIDE: &str = ".old";

/// How the names of all hidden folders beside an output begin.
fn prefix(name: &str) -> String {
    format!(".{name}.partial-")
}

/// The hidden folder of this process for the output `name`.
pub fn hidden(name: &str) -> String {
    let pid = std::process::id();
    match pid_scope() {
        Some(scope) => format!("{}{scope}-{pid}", prefix(name)),
        None => format!("{}{pid}", prefix(name)),
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

/// Removes what processes that are gone have left for the output `out` in the folder `parent`, and moves an earlier output
/// back that one of them had moved aside. Errors are ignored: a leftover does no harm.
pub fn clear(parent: &Path, name: &str, out: &Path) {
    let Some(scope) = pid_scope() else { return };
    let prefix = format!("{}{scope}-", prefix(name));
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let found = entry.file_name().to_string_lossy().into_owned();
        let Some(rest) = found.strip_prefix(&prefix) else {
            continue;
        };
        let (pid, aside) = match rest.strip_suffix(ASIDE) {
            Some(pid) => (pid, true),
            None => (rest, false),
        };
        let mine = entry
            .metadata()
            .is_ok_and(|data| data.is_dir() && data.uid() == geteuid().as_raw());
        if mine && is_gone(pid) {
            // Renaming a folder onto another one fails unless that one is empty.
            let back = aside && fs::rename(entry.path(), out).is_ok();
            if !back {
                interrupt::remove(&entry.path());
            }
        }
    }
}

/// Whether no process of this namespace has this PID, or only this process, which has not begun its run yet.
fn is_gone(pid: &str) -> bool {
    let number = pid.parse().ok().filter(|number| *number > 0);
    let Some(pid) = number.and_then(Pid::from_raw) else {
        return false;
    };
    match pid == getpid() {
        true => interrupt::lock().is_none(),
        false => test_kill_process(pid) == Err(Errno::SRCH),
    }
}
