//! What runs that were killed have left behind.
//!
//! A run's hidden folder bears the name of its process: `.OUT.partial-BOOT-NAMESPACE-PID`. A PID alone would do on one
//! machine that never boots; in another container or on another machine it belongs to somebody else. Only where all of
//! it says that the process is gone, its folder is taken away. `.old` at its end marks an earlier output that stepped
//! aside for a moment, whole: it comes back where there is no other.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::io::Errno;
use rustix::process::{Pid, geteuid, getpid, test_kill_process};

use crate::run::interrupt;

/// The end of the name of a folder that holds an earlier output.
pub const ASIDE: &str = ".old";

/// How the hidden folders beside an output are called, of this process and of others.
fn start(name: &str) -> String {
    format!(".{name}.partial-")
}

/// The hidden folder of this process for the output `name`.
pub fn hidden(name: &str) -> String {
    let pid = std::process::id();
    match place() {
        Some(place) => format!("{}{place}-{pid}", start(name)),
        None => format!("{}{pid}", start(name)),
    }
}

/// Where a PID means something: this boot of this machine, and the namespace. None where the system doesn't say.
fn place() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = fs::read_link("/proc/self/ns/pid").ok()?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    Some(format!("{}-{}", boot.get(..8)?, digits(&namespace.to_string_lossy())))
}

/// Takes away what gone processes have left for the output `out` in the folder `parent`, and puts an earlier output
/// back that one of them had put aside. What resists stays: it harms nobody.
pub fn clear(parent: &Path, name: &str, out: &Path) {
    let Some(place) = place() else { return };
    let start = format!("{}{place}-", start(name));
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let found = entry.file_name().to_string_lossy().into_owned();
        let Some(rest) = found.strip_prefix(&start) else {
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
            // A folder takes no other's place unless that is empty.
            let back = aside && fs::rename(entry.path(), out).is_ok();
            if !back {
                interrupt::remove(&entry.path());
            }
        }
    }
}

/// Whether no process of this namespace has this number, or only this one, which has not begun yet.
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
