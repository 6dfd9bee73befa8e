use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::Result;
use clap::Args;
use inspector::file::STDIN;
use pipeline_host::bindings::JobOptions;
use pipeline_host::bindings::job::InputFormat;
use pipeline_host::failure::SOME_REJECTED;
use pipeline_host::run::execution;
use pipeline_host::run::parallel::{ProgramFiles, Threads};
use pipeline_host::run::paths::Paths;
use pipeline_host::run::pipeline::Kind;
use pipeline_host::run::publish::SUMMARY;
use pipeline_host::store::StoreFile;
use pipeline_host::trace::Trace;
use pipeline_host::{Failure, Limits, Pipeline, Purpose, RulesFile};

use super::colours::Colours;
use super::debugging::Debugging;
use super::format::Format;
use super::limits::LimitFlags;
use super::place::place;
use super::progress::Progress;
use super::reading::ReadingFlags;
use super::summary::summary;
use super::terminal::{print_line, print_note};
use super::trace::{Tracing, write_totals};
use super::whole::whole;
use super::writing::WritingFlags;

/// Validate the records of one or more files, and write users, rejects and reports
///
/// Writes users.ndjson and rejects.ndjson, or .csv, summary.json and report.{html,md,svg}: all of them or none.
#[derive(Args)]
#[command(override_usage = "pipeline run [OPTIONS] <INPUT>...")]
pub struct Run {
    /// Files to read, in this order; `-` is standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,

    /// Folder to write to: new, empty, or with the output of an earlier run, which is replaced
    #[arg(long, value_name = "DIR", default_value = "pipeline-out", value_parser = place())]
    out: PathBuf,

    /// Format of the inputs [default: by file extension, else by the first character]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,

    /// Rules file to apply; `-` is standard input [default: the rules that `rules` prints]
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,

    /// SQLite file that stores accepted users between runs (created if missing)
    #[arg(long, value_name = "FILE", value_parser = place(), conflicts_with_all = ["trace", "trace_file", "keep_totals"])]
    store: Option<PathBuf>,

    /// Date or time to show in the reports, as given
    #[arg(long, value_name = "TEXT")]
    generated_at: Option<String>,

    /// Bytes to read and pass to the component at a time
    #[arg(long, value_name = "BYTES", default_value_t = 256 * 1024, value_parser = whole::<u32>(1..=u32::MAX.into()))]
    chunk_size: u32,

    /// Threads to use, with the same outcome [default: as many as there are cores]
    #[arg(long, value_name = "COUNT", value_parser = whole::<usize>(1..=256))]
    threads: Option<usize>,

    #[command(flatten)]
    tracing: Tracing,

    #[command(flatten)]
    pub debugging: Debugging,

    /// Write what the reports are rendered from to a file, for py-reporting/render.py
    #[arg(long, value_name = "FILE", value_parser = place())]
    keep_totals: Option<PathBuf>,

    /// Print summary.json on stdout
    #[arg(long)]
    json: bool,

    /// Print nothing on success, except the output of `--json`
    #[arg(long, short)]
    quiet: bool,

    #[command(flatten)]
    writing: WritingFlags,

    #[command(flatten)]
    reading: ReadingFlags,

    #[command(flatten)]
    limits: LimitFlags,
}

impl Run {
    pub fn execute(
        self,
        component: Option<&PathBuf>,
        programs: impl FnOnce() -> Option<ProgramFiles>,
        load: impl FnOnce(Kind, Limits) -> Result<Pipeline>,
    ) -> Result<ExitCode> {
        let of_stdin = self.inputs.iter().filter(|input| *input == STDIN).count();
        let is_twice = of_stdin > 1;
        if is_twice || (of_stdin > 0 && self.rules.as_deref() == Some(Path::new(STDIN))) {
            let what = if is_twice { "input" } else { "rules" };
            let why = format!("cannot read the {what} `-`: standard input is already an input");
            return Err(Failure::Input(why).into());
        }
        Paths::default()
            .read("an input", &self.inputs)
            .read("`--rules`", &self.rules)
            .read("`--component`", component)
            .written("`--trace-file`", self.tracing.file())
            .written("`--keep-totals`", self.keep_totals.as_ref())
            .store("`--store`", self.store.as_ref())
            .out("`--out`", &self.out)
            .check()?;
        let threads = self.threads(self.only_one(component), programs);
        let rules = self.rules.map(|path| RulesFile::read(&path)).transpose()?;
        let (rules_name, rules) = rules.map(|rules| (rules.name, rules.text)).unzip();
        let limits = self.limits.limits()?;
        let run = execution::Run {
            options: JobOptions {
                max_record_bytes: None,
                generated_at: self.generated_at,
                name_inputs: self.inputs.len() > 1,
                rules,
                rules_name,
                keep_users: self.store.is_some(),
                reading: Some(self.reading.reading()),
                writing: Some(self.writing.writing()),
            },
            inputs: self.inputs,
            out: self.out,
            format: self.format.map(InputFormat::from),
            chunk_size: self.chunk_size as usize,
            store: self.store.as_deref().map(StoreFile::new),
            threads,
        };
        let trace = self.tracing.start(self.keep_totals.as_ref());
        let kind = match &trace {
            Some(trace) => Kind::Traced(trace.clone()),
            None if run.store.is_some() => Kind::Stored,
            None => Kind::Plain,
        };
        let pipeline = load(kind, limits)?;
        let mut progress = Progress::start(run.bytes(), self.quiet);
        let last = run.execute(&pipeline, |bytes, counts| progress.advance(bytes, counts.read));
        progress.end();
        // Print the trace of a failed run as well: it shows how far the run got.
        self.tracing.end(trace.as_ref(), Trace::table)?;
        write_totals(trace.as_ref(), self.keep_totals.as_ref())?;
        let last = last?;
        if self.json {
            let json = last.reports.iter().find(|report| report.name == SUMMARY);
            print_line(json.map_or("", |report| report.content.trim_end()))?;
        } else if !self.quiet {
            print_line(&summary(&last, &run.out, &Colours::of_stdout()))?;
        }
        Ok(match last.output.counts.rejected {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::from(SOME_REJECTED),
        })
    }

    /// None: the run is for one thread. Says why, if several were asked for.
    fn threads(&self, only_one: Option<&str>, programs: impl FnOnce() -> Option<ProgramFiles>) -> Option<Threads> {
        let wanted = self.threads.filter(|count| *count > 1);
        if let (Some(_), Some(option)) = (wanted, only_one) {
            print_note(&format!("note: a run with {option} uses one thread"));
        }
        let count = self
            .threads
            .or_else(|| available_parallelism().ok().map(NonZero::get))?;
        if count < 2 || only_one.is_some() {
            return None;
        }
        let Some(files) = programs() else {
            if wanted.is_some() {
                print_note("note: a composition with stages uses one thread");
            }
            return None;
        };
        Some(Threads {
            count,
            always: wanted.is_some(),
            files,
            notice: print_note,
        })
    }

    /// The option with which a run uses one thread, whatever it reads and writes.
    fn only_one(&self, component: Option<&PathBuf>) -> Option<&'static str> {
        let options = [
            (self.store.is_some(), "`--store`"),
            (self.tracing.is_requested(), "`--trace`"),
            (self.debugging.purpose() == Purpose::Debugging, "`--debug-info`"),
            (self.keep_totals.is_some(), "`--keep-totals`"),
            (component.is_some(), "`--component`"),
        ];
        options
            .into_iter()
            .find_map(|(is_given, option)| is_given.then_some(option))
    }
}
