//! Sends a signal to a command at the moment it changes something below a folder: just before it creates, writes, renames or
//! removes a file for the n-th time.

use std::collections::HashSet;
use std::fs::{File, read_link};
use std::io;
use std::os::unix::fs::FileExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::libc;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit code, or minus the signal.
    pub code: i32,
    /// Whether it reached the n-th change.
    pub reached: bool,
}

/// Runs a command, and sends it the signal just before its `n`-th change, from 1, below the folder that it runs in.
/// Fails if this system doesn't allow tracing.
pub fn signalled_at(mut command: Command, folder: &Path, n: usize, signal: Signal) -> io::Result<Ended> {
    // Waiting for a group of its own leaves other tests' processes alone.
    command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null());
    // SAFETY: one system call, which allocates nothing.
    unsafe { command.pre_exec(|| Ok(ptrace::traceme()?)) };
    let child = command.spawn()?;
    let main = Pid::from_raw(child.id() as i32);
    let group = Pid::from_raw(-main.as_raw());
    waitpid(main, None)?;
    let all = Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_EXITKILL;
    ptrace::setoptions(main, all)?;
    ptrace::syscall(main, None)?;

    let mut ended = Ended {
        code: 0,
        reached: false,
    };
    let mut changes = 0;
    let mut known = HashSet::from([main]);
    while let Ok(status) = waitpid(group, Some(WaitPidFlag::__WALL)) {
        let mut passed_on = None;
        match status {
            WaitStatus::Exited(pid, code) if pid == main => ended.code = code,
            WaitStatus::Signaled(pid, signal, _) if pid == main => ended.code = -(signal as i32),
            WaitStatus::PtraceSyscall(thread) if !ended.reached && is_change(thread, folder) => {
                changes += 1;
                if changes == n {
                    ended.reached = true;
                    kill(main, signal)?;
                }
            }
            // A new thread begins with a stop of its own.
            WaitStatus::Stopped(thread, Signal::SIGSTOP) if known.insert(thread) => {}
            WaitStatus::Stopped(_, signal) => passed_on = Some(signal),
            _ => {}
        }
        if let Some(thread) = status.pid()
            && !matches!(status, WaitStatus::Exited(..) | WaitStatus::Signaled(..))
        {
            // The thread may have been killed meanwhile.
            let _ = ptrace::syscall(thread, passed_on);
        }
    }
    Ok(ended)
}

/// Whether this thread is about to make a system call that changes something below the folder.
fn is_change(thread: Pid, folder: &Path) -> bool {
    let Ok(info) = ptrace::syscall_info(thread) else {
        return false;
    };
    if info.op != libc::PTRACE_SYSCALL_INFO_ENTRY {
        return false;
    }
    // SAFETY: the kernel fills in this part at the entry of a call.
    let entry = unsafe { info.u.entry };
    let argument = |at: usize| entry.args[at];
    let creates = |flags: usize| argument(flags) & libc::O_CREAT as u64 != 0;
    let (file, path) = match entry.nr as i64 {
        libc::SYS_write | libc::SYS_pwrite64 | libc::SYS_writev | libc::SYS_pwritev | libc::SYS_ftruncate => {
            (Some(argument(0)), None)
        }
        libc::SYS_openat if creates(2) => (Some(argument(0)), Some(argument(1))),
        libc::SYS_mkdirat | libc::SYS_unlinkat | libc::SYS_renameat2 => (Some(argument(0)), Some(argument(1))),
        libc::SYS_renameat => (Some(argument(0)), Some(argument(1))),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_open if creates(1) => (None, Some(argument(0))),
        #[cfg(target_arch = "x86_64")]
        libc::SYS_mkdir | libc::SYS_rename | libc::SYS_unlink | libc::SYS_rmdir => (None, Some(argument(0))),
        _ => return false,
    };
    // The folder that a path is relative to, or the file itself; an invalid number means the working directory.
    let base = file.and_then(|file| read_link(format!("/proc/{thread}/fd/{}", file as i32)).ok());
    match (path, base) {
        (None, base) => base.is_some_and(|file| file.starts_with(folder)),
        (Some(path), base) => {
            let base = base.unwrap_or_else(|| folder.into());
            base.join(text_at(thread, path)).starts_with(folder)
        }
    }
}

/// The text at an address of a thread, up to its NUL.
fn text_at(thread: Pid, address: u64) -> String {
    let mut bytes = [0; 4096];
    let length = File::open(format!("/proc/{thread}/mem"))
        .and_then(|memory| memory.read_at(&mut bytes, address))
        .unwrap_or(0);
    let text = bytes[..length].split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}
