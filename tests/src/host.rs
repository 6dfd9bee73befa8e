//! The two hosts, called by their command lines.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nix::sys::signal::{SigHandler, Signal, signal};

use crate::checkout;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// Rust, on wasmtime.
    Wasmtime,
    /// JavaScript, on Node, by jco.
    Node,
}

impl Host {
    pub const ALL: [Host; 2] = [Host::Wasmtime, Host::Node];

    pub fn name(self) -> &'static str {
        match self {
            Host::Wasmtime => "pipeline",
            Host::Node => "pipeline-node",
        }
    }

    pub fn path(self) -> PathBuf {
        checkout("bin").join(self.name())
    }

    /// The host's command, run in `folder`.
    pub fn command(self, folder: &Path) -> Command {
        let mut command = Command::new(self.path());
        command.current_dir(folder).stdin(Stdio::null());
        // With `nohup make test`, a host would heed that too.
        let heed_hangups = || {
            // SAFETY: it sets no handler.
            unsafe { signal(Signal::SIGHUP, SigHandler::SigDfl) }?;
            Ok(())
        };
        // SAFETY: it makes one system call.
        unsafe { command.pre_exec(heed_hangups) };
        command
    }

    /// Runs it with these arguments, and nothing on stdin.
    pub fn call(self, folder: &Path, arguments: &[&str]) -> Answer {
        let output = self.command(folder).args(arguments).output();
        Answer::from(output.unwrap_or_else(|error| panic!("cannot run `{}`: {error}", self.path().display())))
    }

    /// Runs it with these arguments and bytes on stdin.
    pub fn call_with(self, folder: &Path, arguments: &[&str], stdin: &[u8]) -> Answer {
        let mut command = self.command(folder);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the host starts");
        let mut pipe = child.stdin.take().expect("stdin is piped");
        std::thread::scope(|scope| {
            // A host that fails early closes its end.
            scope.spawn(move || pipe.write_all(stdin));
            Answer::from(child.wait_with_output().expect("the host ends"))
        })
    }
}

/// The outcome of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The exit code, or minus the signal.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Answer {
    /// Without the note that one thread runs what several were asked to.
    pub fn stderr_without_note(&self) -> &str {
        match self.stderr.split_once('\n') {
            Some((note, rest)) if note.starts_with("note: a run with ") && note.contains(" uses one thread") => rest,
            _ => &self.stderr,
        }
    }
}

impl From<Output> for Answer {
    fn from(output: Output) -> Answer {
        use std::os::unix::process::ExitStatusExt;
        let signal = || -output.status.signal().unwrap_or(999);
        Answer {
            code: output.status.code().unwrap_or_else(signal),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
