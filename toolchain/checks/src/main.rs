//! `licences` checks the licences of npm and PyPI packages, and of what is in a release. cargo-deny does the same for crates, by the same file.

mod npm;
mod package;
mod policy;
mod pypi;
mod sbom;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

use crate::package::Package;
use crate::policy::Policy;

/// Check the licences of npm and PyPI packages against the section `licenses` of a deny.toml
#[derive(Parser)]
#[command(after_help = EXIT_CODES)]
struct Arguments {
    /// The file with the allowed licences, exceptions and clarifications
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,

    /// A package-lock.json, the Python of a virtual environment, or an SBOM in CycloneDX (*.cdx.json)
    #[arg(required = true, value_name = "PACKAGES")]
    sources: Vec<PathBuf>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    every licence is allowed
  1    a licence isn't, or can't be found out
  2    wrong usage";

fn main() -> ExitCode {
    match check(&Arguments::parse()) {
        Ok(problems) if problems.is_empty() => ExitCode::SUCCESS,
        Ok(problems) => {
            for problem in problems {
                eprintln!("error: check licences: {problem}");
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: check licences: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn check(arguments: &Arguments) -> Result<Vec<String>> {
    let policy = Policy::read(&arguments.policy)?;
    let mut problems = Vec::new();
    for source in &arguments.sources {
        let packages = packages(source).with_context(|| format!("read `{}`", source.display()))?;
        let found = packages.iter().filter_map(|package| policy.problem(package));
        problems.extend(found.map(|problem| format!("`{}`: {problem}", source.display())));
    }
    Ok(problems)
}

fn packages(source: &Path) -> Result<Vec<Package>> {
    let ends = |end| source.to_string_lossy().ends_with(end);
    if ends(".cdx.json") {
        sbom::packages(source)
    } else if ends(".json") {
        npm::packages(source)
    } else {
        pypi::packages(source)
    }
}
