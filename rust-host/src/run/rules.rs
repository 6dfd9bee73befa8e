//! A rules file. The host only reads it; the component parses it.

use std::path::Path;

use inspector::file;

use crate::bindings::config::ParseError;
use crate::failure::{self, Failure};

pub struct RulesFile {
    /// As the caller named it, for messages.
    pub name: String,
    pub text: String,
}

impl RulesFile {
    pub fn read(path: &Path) -> Result<RulesFile, Failure> {
        let name = path.to_string_lossy().into_owned();
        let doing = format!("read the rules `{name}`");
        let text = file::settings(path).map_err(|error| failure::of_system(Failure::Input, &doing, &error))?;
        Ok(RulesFile { name, text })
    }

    /// An error that the component found in it.
    pub fn failure(&self, error: &ParseError) -> Failure {
        let ParseError { message, line, column } = error;
        Failure::Input(format!("{}:{line}:{column}: {message}", self.name))
    }
}
