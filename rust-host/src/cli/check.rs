use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use pipeline_host::{Failure, Limit, conformance};

use super::limits::{LimitFlags, Subject};
use super::terminal::{inert, print_line, print_note};

/// Check a component against the contract of the validator
///
/// Calls every function of `my:user-validator/validator` with the cases that the project's own validators are tested by, with batches, columns and
/// rule-sets of all kinds, and prints what isn't as the contract says. The component needs no composition.
#[derive(Args)]
#[command(override_usage = "pipeline check [OPTIONS] <FILE>", after_help = EXIT_CODES)]
pub struct Check {
    /// Component to check
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Print only what isn't as the contract says
    #[arg(long, short)]
    quiet: bool,

    #[command(flatten)]
    limits: LimitFlags<OfCandidate>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    it is a validator
  1    it breaks the contract
  2    wrong usage, or a component that can't be read";

/// It breaks the contract; the check itself went well.
const BROKEN: u8 = 1;

/// How many findings of one check are printed.
const SHOWN: usize = 10;

struct OfCandidate;

impl Subject for OfCandidate {
    // A call without end must end, too. Each check has this time.
    const DEFAULTS: &[(Limit, u64)] = &[(Limit::Timeout, 60)];
    const HIDDEN: &[Limit] = &[Limit::RecordBytes, Limit::ReportBytes];
}

impl Check {
    pub fn execute(self) -> Result<ExitCode> {
        if let Some(limit) = self.limits.hidden() {
            let why = format!(
                "cannot check a component: the limit `{}` applies to runs only",
                limit.name()
            );
            return Err(Failure::Input(why).into());
        }
        let limits = self.limits.limits()?;
        let (mut kept, mut broken) = (0, 0);
        conformance::check(&self.file, &limits, print_note, |outcome| {
            if outcome.broken.is_empty() {
                kept += 1;
                return match self.quiet {
                    true => Ok(()),
                    false => print_line(&format!("ok      {}", outcome.promise)),
                };
            }
            broken += 1;
            print_line(&format!("BROKEN  {}", outcome.promise))?;
            for finding in outcome.broken.iter().take(SHOWN) {
                print_line(&format!("        {}", escape::message(finding)))?;
            }
            match outcome.broken.len().checked_sub(SHOWN) {
                None | Some(0) => Ok(()),
                Some(more) => print_line(&format!("        and {more} more")),
            }
        })?;
        let file = self.file.display();
        if broken > 0 {
            let all = kept + broken;
            print_line(&inert(&format!(
                "`{file}` breaks {broken} of {all} promises of the contract"
            )))?;
            return Ok(ExitCode::from(BROKEN));
        }
        if !self.quiet {
            print_line(&inert(&format!("`{file}` keeps all {kept} promises of the contract")))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
