use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use pipeline_host::Pipeline;
use pipeline_host::run::query::AnswerFormat;

use super::place::place;
use super::terminal::{inert, inert_json, printed};

/// Run a read-only SQL query against a store: `select count(*) from users where age > 30`
///
/// The table `users` has the columns id, name, email, age, import and record.
#[derive(Args)]
#[command(override_usage = "pipeline query [OPTIONS] --store <FILE> <SQL>")]
pub struct Query {
    /// One statement in SQLite's dialect
    #[arg(value_name = "SQL")]
    statement: String,

    /// SQLite file with the users
    #[arg(long, value_name = "FILE", value_parser = place())]
    store: PathBuf,

    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Csv,
    Ndjson,
}

impl Query {
    pub fn execute(self, load: impl FnOnce() -> Result<Pipeline>) -> Result<ExitCode> {
        let format = match self.format {
            Format::Table => AnswerFormat::Table,
            Format::Csv => AnswerFormat::Csv,
            Format::Ndjson => AnswerFormat::Ndjson,
        };
        let answer = load()?.query(&self.store, &self.statement, format)?;
        let lines = answer.lines();
        let shown = match self.format {
            Format::Ndjson => lines.map(|line| inert_json(line) + "\n").collect(),
            // CSV has no escapes, so invisible characters go to files and programs as they are.
            Format::Csv if !io::stdout().is_terminal() => answer,
            Format::Table | Format::Csv => lines.map(|line| inert(line) + "\n").collect::<String>(),
        };
        printed(io::stdout().write_all(shown.as_bytes()))?;
        Ok(ExitCode::SUCCESS)
    }
}
