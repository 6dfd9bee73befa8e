//! A rules file. The host only reads it; the component parses it.

use std::path::Path;

use inspector::file;

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
        let text = file::settings(path).map_err(|error| unreadable(reason(&error)))?;
        Ok(RulesFile { name, text })
    }

    /// An error that the component found in it.
    pub fn failure(&self, error: &ParseError) -> Failure {
        let ParseError { message, line, column } = error;
        Failure::Input(format!("{}:{line}:{column}: {message}", self.name))
    }
}
