//! Why a command failed, by exit code. One table for the whole host.

use std::process::ExitCode;

use crate::sandbox::blame::Stop;

/// A failure that a person caused, can mend or must know of. The message is one line.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Wrong arguments, or an input or rules that can't be read.
    #[error("{0}")]
    Input(String),
    /// The component failed by its contract: it met a limit of its own, or the reporter failed.
    #[error("{0}")]
    Guest(String),
    /// The component trapped, or met a limit that it is held to.
    #[error("{0}")]
    Stopped(Box<Stop>),
    /// It failed before, and isn't called again: what it was to do.
    #[error("cannot {0}: an earlier call failed, and the instance isn't called again")]
    Spent(String),
    /// The output can't be written.
    #[error("{0}")]
    Output(String),
    /// The store failed, or isn't one.
    #[error("{0}")]
    Store(String),
    /// Ctrl-C, or a request to terminate.
    #[error("interrupted")]
    Interrupted,
}

/// Some records were rejected; the run itself went well.
pub const SOME_REJECTED: u8 = 1;
pub const USAGE: u8 = 2;
pub const INTERRUPTED: u8 = 130;

impl Failure {
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Input(_) => USAGE,
            Failure::Guest(_) | Failure::Stopped(_) | Failure::Spent(_) => 3,
            Failure::Output(_) => 4,
            Failure::Store(_) => 5,
            Failure::Interrupted => INTERRUPTED,
        }
    }
}

/// The exit code for whatever went wrong; what no one foresaw counts as the guest's.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    let code = error.downcast_ref::<Failure>().map_or(3, Failure::exit_code);
    ExitCode::from(code)
}

/// What the system said, without its error number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error ") {
        Some((reason, _)) => reason.to_lowercase(),
        None => text,
    }
}
