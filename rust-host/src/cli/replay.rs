use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use inspector::file;
use pipeline_host::failure::{self, Failure};
use pipeline_host::replay::{Outcome, Recording, replay};
use pipeline_host::run::paths::Paths;

use super::debugging::Debugging;
use super::limits::LimitFlags;
use super::place::place;
use super::terminal::{inert, inert_json, print_line, print_note};
use super::trace::{OWN, write};

/// Call one component as it was called in a recorded run, and print the first difference
///
/// Its imports are answered from the recording, so it needs no other component.
#[derive(Args)]
#[command(override_usage = "pipeline replay [OPTIONS] <RECORDING>", after_help = EXIT_CODES)]
pub struct Replay {
    /// Trace that `--trace-values` wrote, or test that `--emit-test` wrote; `-` is standard input
    #[arg(value_name = "RECORDING")]
    recording: PathBuf,

    /// Component to call, by its name in the composition: build/NAME.wasm, or the file that --component names
    #[arg(long, value_name = "NAME")]
    part: Option<String>,

    /// Write the calls up to the first difference to a file, as a test that `replay` runs
    #[arg(long, value_name = "FILE", value_parser = place())]
    emit_test: Option<PathBuf>,

    #[command(flatten)]
    pub debugging: Debugging,

    #[command(flatten)]
    limits: LimitFlags,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    the component does what was recorded
  1    it does something else
  2    wrong usage, or a recording or component that can't be read or don't fit each other
  4    the test can't be written";

/// There is a difference; the replay itself went well.
const DIFFERENT: u8 = 1;

impl Replay {
    /// `find` finds the component of a part.
    pub fn execute(self, component: Option<&PathBuf>, find: impl FnOnce(&str) -> Result<PathBuf>) -> Result<ExitCode> {
        Paths::default()
            .read("the recording", [&self.recording])
            .read("`--component`", component)
            .written("`--emit-test`", self.emit_test.as_ref())
            .check()?;
        let doing = format!("read the recording `{}`", self.recording.display());
        let unreadable = |why: String| Failure::Input(format!("cannot {doing}: {why}"));
        let json = file::recording(&self.recording);
        let json = json.map_err(|error| failure::of_system(Failure::Input, &doing, &error))?;
        let recording = Recording::read(&json, self.part.as_deref()).map_err(unreadable)?;
        if recording.calls.is_empty() {
            let why = format!("found no values of calls to `{}`, expected some", recording.part);
            return Err(unreadable(why).into());
        }
        let file = find(&recording.part)?;
        let purpose = self.debugging.purpose();
        let outcome = replay(&file, &recording, purpose, &self.limits.limits()?, print_note)?;
        let calls = match &outcome {
            Outcome::Same { calls, .. } => *calls,
            Outcome::Different(difference) => difference.call,
        };
        if let Some(test) = &self.emit_test {
            write(test, &inert_lines(&recording.test(calls)), OWN)?;
        }
        if recording.is_cut && matches!(outcome, Outcome::Same { .. }) {
            print_note("the recording has no values of later calls; see `--max-trace-bytes`");
        }
        match outcome {
            Outcome::Same { calls, answered, end } => {
                let part = &recording.part;
                print_line(&inert(&format!(
                    "`{part}` does what was recorded: {calls} calls to it, {answered} calls by it"
                )))?;
                if let Some(end) = end {
                    // The calls that led there have a line each.
                    for line in format!("as recorded, the last call doesn't return: {end}").lines() {
                        print_line(&inert(line))?;
                    }
                }
                Ok(ExitCode::SUCCESS)
            }
            Outcome::Different(difference) => {
                let text = difference.to_string();
                // A value is JSON or a message, in which a line break is escaped.
                for line in text.splitn(3, '\n') {
                    print_line(&inert(line))?;
                }
                Ok(ExitCode::from(DIFFERENT))
            }
        }
    }
}

/// JSON over several lines, with invisible characters escaped.
fn inert_lines(json: &str) -> String {
    json.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => inert_json(line) + "\n",
            None => inert_json(line),
        })
        .collect()
}
