use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Command};
use clap_mangen::Man;

use super::terminal::print_line;

/// Print the manual page of this command or of one of its verbs
///
/// To read it: `pipeline man run | man -l -`.
#[derive(Args)]
#[command(override_usage = "pipeline man [OPTIONS] [VERB]")]
pub struct Manual {
    verb: Option<String>,
}

impl Manual {
    pub fn execute(self, mut command: Command) -> Result<ExitCode> {
        // Build first, so that a verb's page is named `pipeline-run` and so on.
        command.build();
        let page = match &self.verb {
            None => command,
            Some(verb) => command.find_subcommand(verb).cloned().unwrap_or_default(),
        };
        let mut roff = Vec::new();
        Man::new(page).render(&mut roff)?;
        print_line(String::from_utf8_lossy(&roff).trim_end())?;
        Ok(ExitCode::SUCCESS)
    }
}
