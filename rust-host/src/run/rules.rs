//! A rules file. The host only reads it; the component parses it.

use std::path::Path;

use crate::bindings::config::ParseError;
use crate::failure::Failure;
use crate::io_error::reason;

pub struct RulesFile {
    /// As the caller named it, for messages.
    pub name: String,
    pub text: String,
}

impl RulesFile {
    pub fn read(path: &Path) -> Result<RulesFile, Failure> {
        let name = path.to_string_lossy().into_owned();
        let unreadable = |why: String| Failure::Input(format!("cannot read the rules `{name}`: {why}"));
        let bytes = std::fs::read(path).map_err(|error| unreadable(reason(&error)))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let lines = error.as_bytes().split(|byte| *byte == b'\n');
            let good = lines.take_while(|line| str::from_utf8(line).is_ok()).count();
            unreadable(format!("line {} isn't valid UTF-8", good + 1))
        })?;
        Ok(RulesFile { name, text })
    }

    /// An error that the component found in it.
    pub fn failure(&self, error: &ParseError) -> Failure {
        let ParseError { message, line, column } = error;
        Failure::Input(format!("{}:{line}:{column}: {message}", self.name))
    }
}
