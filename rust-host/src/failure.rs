//! Why a command failed, by exit code. One table for the whole host.

use std::io;
use std::process::ExitCode;

use crate::io_error::reason;
use crate::sandbox::call_error::CallError;
use crate::sandbox::shortage::Shortage;
use crate::sandbox::stop::Stop;

/// A failure that a person caused, can fix or must know of. The message is one line.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Wrong arguments, or an input or rules that can't be read.
    #[error("{0}")]
    Input(String),
    /// The component returned an error of its contract: it met a limit of its own, or the reporter failed.
    #[error("{0}")]
    Guest(String),
    /// The component trapped, or met a limit that the host enforces.
    #[error("{0}")]
    Stopped(Box<Stop>),
    /// An earlier call failed, so the instance isn't called again. Holds what it was called for.
    #[error("cannot {0}: an earlier call failed, and the instance isn't called again")]
    Poisoned(String),
    /// The output can't be written.
    #[error("{0}")]
    Output(String),
    /// The store failed, or isn't one.
    #[error("{0}")]
    Store(String),
    /// The system refuses the host what it needs to run any component.
    #[error("{0}")]
    Host(String),
    /// Ctrl-C, or a request to terminate.
    #[error("interrupted")]
    Interrupted,
}

/// Some records were rejected; the run itself went well.
pub const SOME_REJECTED: u8 = 1;
pub const USAGE: u8 = 2;
/// The host itself ran out of memory, address space, threads or open files.
pub const SHORTAGE: u8 = 6;
pub const INTERRUPTED: u8 = 130;

impl Failure {
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Input(_) => USAGE,
            Failure::Guest(_) | Failure::Stopped(_) | Failure::Poisoned(_) => 3,
            Failure::Output(_) => 4,
            Failure::Store(_) => 5,
            Failure::Host(_) => SHORTAGE,
            Failure::Interrupted => INTERRUPTED,
        }
    }
}

/// Why the system did not do something, such as "read `users.csv`": a failure of this kind, unless the system refuses the host
/// what it needs.
pub fn of_system(kind: fn(String) -> Failure, doing: &str, error: &io::Error) -> Failure {
    match Shortage::of_system(error, || doing.into()) {
        Some(shortage) => Failure::Host(shortage.to_string()),
        None => kind(format!("cannot {doing}: {}", reason(error))),
    }
}

/// Why a component could not be loaded.
pub fn of_loading(error: &anyhow::Error) -> Failure {
    match error.downcast_ref::<Shortage>() {
        Some(shortage) => Failure::Host(shortage.to_string()),
        None => Failure::Input(format!("{error:#}")),
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Failure {
        match error {
            CallError::Setup(message) => Failure::Host(message),
            CallError::Stopped(stop) => Failure::Stopped(stop),
            CallError::Poisoned(doing) => Failure::Poisoned(doing),
        }
    }
}

/// The exit code for any error; unexpected errors are reported as component failures.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    let code = error.downcast_ref::<Failure>().map_or(3, Failure::exit_code);
    ExitCode::from(code)
}
