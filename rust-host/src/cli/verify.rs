use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use inspector::file;
use inspector::policy::Policy;
use pipeline_host::failure::{self, Failure};

use super::terminal::{inert, print_line, print_note};

/// Check a composed component against a policy file
///
/// Prints every violation with its path, edge by edge.
#[derive(Args)]
#[command(
    override_usage = "pipeline verify [OPTIONS] --policy <POLICY> [FILE]",
    after_help = EXIT_CODES
)]
pub struct Verify {
    /// Component to inspect; `-` is standard input [default: the one that --component names]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Policy file in TOML, `-` is standard input; composer/inspector/README.md lists the rules
    #[arg(long, value_name = "POLICY")]
    policy: PathBuf,

    /// Print nothing on success
    #[arg(long, short)]
    quiet: bool,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    every rule holds
  1    some rule is broken
  2    wrong usage, or a component or a policy that can't be read";

/// Some rule is broken; the verification itself went well.
const BREACH: u8 = 1;

impl Verify {
    pub fn execute(self, component: impl FnOnce() -> Result<PathBuf>) -> Result<ExitCode> {
        let path = self.file.map_or_else(component, Ok)?;
        let name = self.policy.display().to_string();
        let text = file::settings(&self.policy)
            .map_err(|error| failure::of_system(Failure::Input, &format!("read the policy `{name}`"), &error))?;
        let unfit = |error| Failure::Input(format!("cannot verify `{}`: {name}:{error}", path.display()));
        let policy = Policy::parse(&text).map_err(unfit)?;
        let graph = super::inspect::read(&path, "verify")?;
        let breaches = policy.check(&graph).map_err(unfit)?;
        for breach in &breaches {
            format!("breach: {}", breach.describe(&graph, &name))
                .lines()
                .for_each(print_note);
        }
        if !breaches.is_empty() {
            return Ok(ExitCode::from(BREACH));
        }
        if !self.quiet {
            print_line(&inert(&format!("`{}` keeps to `{name}`", path.display())))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
