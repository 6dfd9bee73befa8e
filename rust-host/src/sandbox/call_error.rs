//! Why an instance gave no answer.

use crate::sandbox::stop::Stop;

#[derive(Debug)]
pub enum CallError {
    /// The system refuses the host what the instance needs; a message for people.
    Setup(String),
    /// It trapped, or met a limit.
    Stopped(Box<Stop>),
    /// An earlier call failed, so it isn't called again. Holds what it was called for.
    Poisoned(String),
}
