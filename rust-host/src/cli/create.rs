use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use pipeline_host::bindings::user_service::{CreateUserResult, User};
use pipeline_host::failure::SOME_REJECTED;
use pipeline_host::run::paths::Paths;
use pipeline_host::run::pipeline::Kind;
use pipeline_host::trace::Trace;
use pipeline_host::{Limits, Pipeline, RulesFile};
use serde::Serialize;

use super::debugging::Debugging;
use super::limits::LimitFlags;
use super::terminal::{inert, inert_json, print_line};
use super::trace::Tracing;
use super::whole::whole;

/// Create one user, and print its id or the errors
#[derive(Args)]
#[command(override_usage = "pipeline create [OPTIONS] --name <NAME> --email <EMAIL> --age <AGE>")]
pub struct Create {
    #[arg(long)]
    name: String,

    #[arg(long)]
    email: String,

    /// In whole years
    #[arg(long, allow_negative_numbers = true, value_parser = whole::<u32>(0..=u32::MAX.into()))]
    age: u32,

    /// Rules file to apply; `-` is standard input [default: the rules that `rules` prints]
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,

    /// Print the result as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    tracing: Tracing,

    #[command(flatten)]
    pub debugging: Debugging,

    #[command(flatten)]
    limits: LimitFlags,
}

impl Create {
    pub fn execute(
        self,
        component: Option<&PathBuf>,
        load: impl FnOnce(Kind, Limits) -> Result<Pipeline>,
    ) -> Result<ExitCode> {
        Paths::default()
            .read("`--rules`", &self.rules)
            .read("`--component`", component)
            .written("`--trace-file`", self.tracing.file())
            .check()?;
        let user = User {
            name: self.name,
            email: self.email,
            age: self.age,
        };
        let rules = self.rules.map(|path| RulesFile::read(&path)).transpose()?;
        let limits = self.limits.limits()?;
        let trace = self.tracing.start(None);
        let kind = trace.clone().map_or(Kind::Plain, Kind::Traced);
        let answer = load(kind, limits)?.create_user(&user, rules.as_ref());
        self.tracing.end(trace.as_ref(), Trace::tree)?;
        let answer = answer?;
        if self.json {
            print_line(&inert_json(&serde_json::to_string(&Answer::from(&answer))?))?;
        } else {
            if let Some(id) = &answer.user_id {
                print_line(&inert(id))?;
            }
            for error in &answer.errors {
                print_line(&inert(&format!("{}: {}", error.field, error.message)))?;
            }
        }
        Ok(match answer.success {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(SOME_REJECTED),
        })
    }
}

/// The answer as JSON, its keys in this order.
#[derive(Serialize)]
struct Answer<'a> {
    success: bool,
    user_id: Option<&'a str>,
    errors: Vec<FieldError<'a>>,
}

#[derive(Serialize)]
struct FieldError<'a> {
    field: &'a str,
    message: &'a str,
}

impl<'a> From<&'a CreateUserResult> for Answer<'a> {
    fn from(answer: &'a CreateUserResult) -> Self {
        let errors = answer.errors.iter().map(|error| FieldError {
            field: &error.field,
            message: &error.message,
        });
        Answer {
            success: answer.success,
            user_id: answer.user_id.as_deref(),
            errors: errors.collect(),
        }
    }
}
