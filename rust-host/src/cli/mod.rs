//! The verbs, one file each, and what they share: flags, colours, progress, printing.

mod check;
mod colours;
mod completions;
mod create;
mod debugging;
mod format;
mod inspect;
mod limits;
mod man;
mod next_step;
mod peek;
mod place;
mod progress;
mod query;
mod reading;
mod replay;
mod rules;
mod run;
mod serve;
mod summary;
pub mod terminal;
mod trace;
mod users;
mod verify;
mod whole;
mod writing;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue};
use clap::{Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use pipeline_host::failure::{self, USAGE};
use pipeline_host::run::interrupt;
use pipeline_host::run::parallel::ProgramFiles;
use pipeline_host::run::pipeline::Kind;
use pipeline_host::{Failure, Limits, Pipeline, Purpose};
use terminal::{print_note, printed};

/// Validate user records, assign ids to the valid ones, and report on all of them.
///
/// The work is done by one WebAssembly component, composed from components in Rust, Go and Python. This host only
/// reads and writes files.
#[derive(Parser)]
#[command(name = "pipeline", version, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,

    /// The composed component [default: pipeline.wasm of the checkout or release that this command is from]
    #[arg(long, global = true, value_name = "FILE", display_order = 900)]
    component: Option<PathBuf>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0    every record was accepted
  1    some records were rejected
  2    wrong usage, or an input or rules that can't be read
  3    the component trapped or met a limit
  4    the output can't be written
  5    store error: cannot be opened, is locked, full or corrupt, or is not a store file
  6    the system refuses the host memory, address space, threads or open files
  130  interrupted";

#[derive(Subcommand)]
enum Verb {
    Run(run::Run),
    Peek(peek::Peek),
    Create(create::Create),
    Rules(rules::Rules),
    Users(users::Users),
    Query(query::Query),
    Serve(serve::Serve),
    Replay(replay::Replay),
    Inspect(inspect::Inspect),
    Verify(verify::Verify),
    Check(check::Check),
    Completions(completions::Completions),
    Man(man::Manual),
}

impl Cli {
    /// The command as it is declared, with its verbs as the values of `man`, which can't list what it is part of.
    fn command() -> Command {
        let command = <Cli as CommandFactory>::command();
        let verbs: Vec<_> = command
            .get_subcommands()
            .map(|verb| verb.get_name().to_owned())
            .collect();
        command.mut_subcommand("man", |man| {
            man.mut_arg("verb", |verb| verb.value_parser(PossibleValuesParser::new(verbs)))
        })
    }

    fn parsed(arguments: impl IntoIterator<Item: Into<OsString>>) -> Result<Cli, clap::Error> {
        let mut command = Cli::command();
        let mut arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
        // clap takes `-h` after `help` for a verb.
        if arguments.get(1).is_some_and(|verb| verb == "help") {
            arguments.retain(|word| word != "-h" && word != "--help");
        }
        let mut matches = command.try_get_matches_from_mut(arguments)?;
        Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }

    /// Does what the arguments say. clap prints the help and errors in the arguments.
    pub fn run_arguments() -> Result<ExitCode> {
        let error = match Cli::parsed(std::env::args_os()) {
            Ok(call) => return call.run(),
            Err(error) => error,
        };
        // Parse again with control characters escaped, so that the message cannot affect the terminal.
        let mut error = Cli::parsed(escape::arguments()).err().unwrap_or(error);
        // A value can also come from an environment variable, which the message then names in place of the flag.
        if let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) {
            let value = ContextValue::String(escape::message(value));
            error.insert(ContextKind::InvalidValue, value);
        }
        if let Some(variable) = limits::variable_in(&error) {
            error.insert(ContextKind::InvalidArg, ContextValue::String(variable));
        }
        let result = error.print();
        if error.use_stderr() {
            return Ok(ExitCode::from(USAGE));
        }
        printed(result)?;
        Ok(ExitCode::SUCCESS)
    }

    fn run(self) -> Result<ExitCode> {
        // A server handles signals itself.
        if !matches!(self.verb, Verb::Serve(_)) {
            interrupt::install()?;
        }
        interrupt::ignore_size_limit();
        let purpose = self.verb.purpose();
        let component = |name: &str| {
            self.component
                .clone()
                .map_or_else(|| default_component(name, purpose), Ok)
        };
        let load = |kind: Kind, limits: Limits| {
            let file = component(match kind {
                Kind::Plain => PIPELINE,
                Kind::Stored => STORED,
                Kind::Traced(ref trace) if trace.has_values() => RECORDED,
                Kind::Traced(_) => TRACED,
            })?;
            let pipeline = Pipeline::load_for(purpose, &file, kind, limits, print_note);
            Ok(pipeline.map_err(|error| failure::of_loading(&error))?)
        };
        match self.verb {
            Verb::Run(run) => run.execute(self.component.as_ref(), programs_of_threads, load),
            Verb::Peek(peek) => peek.execute(load),
            Verb::Create(create) => create.execute(self.component.as_ref(), load),
            Verb::Users(users) => users.execute(|| load(Kind::Stored, Limits::default())),
            Verb::Query(query) => query.execute(|| load(Kind::Stored, Limits::default())),
            Verb::Rules(rules) => rules.execute(|limits| load(Kind::Plain, limits)),
            Verb::Serve(serve) => serve.execute(component),
            // These work on any component.
            Verb::Replay(replay) => replay.execute(self.component.as_ref(), |part| component(&format!("{part}.wasm"))),
            Verb::Inspect(inspect) => inspect.execute(|| component(PIPELINE)),
            Verb::Verify(verify) => verify.execute(|| component(PIPELINE)),
            Verb::Check(check) => check.execute(),
            // These describe the command itself.
            Verb::Completions(completions) => completions.execute(Cli::command()),
            Verb::Man(man) => man.execute(Cli::command()),
        }
    }
}

impl Verb {
    /// What the component is compiled for.
    fn purpose(&self) -> Purpose {
        match self {
            Verb::Run(run) => run.debugging.purpose(),
            Verb::Create(create) => create.debugging.purpose(),
            Verb::Serve(serve) => serve.debugging.purpose(),
            Verb::Replay(replay) => replay.debugging.purpose(),
            _ => Purpose::Speed,
        }
    }
}

/// The compositions, which `make compose` builds.
const PIPELINE: &str = "pipeline.wasm";
const STORED: &str = "pipeline-store.wasm";
const TRACED: &str = "traced.wasm";
const RECORDED: &str = "recorded.wasm";

/// For a run on several threads. The first isn't there if there are stages.
const THREAD: &str = "thread.wasm";
const STORE: &str = "store.wasm";

/// Where they are, beside the folder of this command, `bin/pipeline`: in a checkout, and in a release.
const FOLDERS: [&str; 2] = ["build", "share/polyglot-pipeline"];

/// Where those with full debug information are; a release has none.
const FULL: &str = "build/full";

/// A composition, found relative to this command. A link to the command doesn't matter.
fn default_component(name: &str, purpose: Purpose) -> Result<PathBuf> {
    let command = std::env::current_exe()
        .or_else(as_called)
        .context("cannot determine the path of this command")?;
    let around = command
        .parent()
        .and_then(|bin| bin.parent())
        .context("this command is in no folder")?;
    if purpose == Purpose::Debugging {
        let file = around.join(FULL).join(name);
        let missing = || {
            Failure::Input(format!(
                "cannot find the component: found no `{FULL}/{name}` in `{}`; `make compose DEBUG=full` builds it, or name another one \
                 with `--component`",
                around.display()
            ))
        };
        return Ok(file.is_file().then_some(file).ok_or_else(missing)?);
    }
    let mut files = FOLDERS.iter().map(|folder| around.join(folder).join(name));
    let missing = || {
        let [checkout, release] = FOLDERS;
        Failure::Input(format!(
            "cannot find the component: found neither `{checkout}/{name}` nor `{release}/{name}` in `{}`; `make compose` builds it, or \
             name another one with `--component`",
            around.display()
        ))
    };
    Ok(files.find(|file| file.is_file()).ok_or_else(missing)?)
}

fn programs_of_threads() -> Option<ProgramFiles> {
    Some(ProgramFiles {
        thread: default_component(THREAD, Purpose::Speed).ok()?,
        store: default_component(STORE, Purpose::Speed).ok()?,
    })
}

/// This command by the path in its own call, for a root folder without `/proc`.
fn as_called(error: std::io::Error) -> std::io::Result<PathBuf> {
    let called = std::env::args_os()
        .next()
        .map(PathBuf::from)
        .filter(|path| path.components().count() > 1);
    called.ok_or(error)?.canonicalize()
}
