use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use pipeline_host::{Limits, Pipeline, RulesFile};

use super::limits::LimitFlags;
use super::terminal::{inert, print_line};

/// Print the default rules as a file to start from, or check a rules file
#[derive(Args)]
#[command(override_usage = "pipeline rules [OPTIONS]")]
pub struct Rules {
    /// Check a rules file instead of printing the defaults; `-` is standard input
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,

    #[command(flatten)]
    limits: LimitFlags,
}

impl Rules {
    pub fn execute(self, load: impl FnOnce(Limits) -> Result<Pipeline>) -> Result<ExitCode> {
        match self.check {
            None => {
                let template = load(self.limits.limits()?)?.default_rules()?;
                print_line(template.strip_suffix('\n').unwrap_or(&template))?;
            }
            Some(path) => {
                let rules = RulesFile::read(&path)?;
                load(self.limits.limits()?)?.check_rules(&rules)?;
                print_line(&inert(&format!("`{}` is fine", rules.name)))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
