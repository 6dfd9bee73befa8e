//! The adapter between the generated types and [`crate::job`]; [`partition`] is that of a run in parts.

mod partition;

use std::cell::{Cell, RefCell};
use std::mem;

use crate::batch::{self, Batch, TextColumn};
use crate::decode::Format;
use crate::encode::Lines;
use crate::error::JobError;
use crate::examples::Example;
use crate::job::{Job, Options};
use crate::position::Position;
use crate::stages::{Context, Counts, Duplicate, FieldError, KnownUser, Outcome, Report, Source, Stages};

wit_bindgen::generate!({
    world: "my:pipeline/driver@1.0.0",
    path: "../wit",
    generate_all,
});

use exports::my::pipeline::job as wit;
use my::config::config;
use my::config::types::{ConfigEntry, ParseError, RunSettings};
use my::reporting::reporter::{self, ReportError};
use my::storage::types::StoreError;
use my::user_service::types::{self as service, ServiceError, StoreOperation};
use my::user_service::user_service;
use my::user_validator::types::{self as validator, Rule};
use my::user_validator::validator::{self as rules, RuleSet};

struct Component;

export!(Component);

thread_local! {
    /// Service and totals are as old as the instance, so it has one job in its life.
    static OPENED: Cell<bool> = const { Cell::new(false) };
}

impl wit::Guest for Component {
    type Job = JobResource;
}

struct JobResource(RefCell<Job<Composed>>);

impl wit::GuestJob for JobResource {
    fn open(options: wit::Options) -> Result<wit::Job, wit::JobError> {
        if OPENED.replace(true) {
            return Err(lower_error(JobError::Usage {
                call: "open a job",
                reason: "this instance has had one",
            }));
        }
        let (stages, max_errors) = Composed::by(&options)?;
        let defaults = Options::default();
        let job = Job::new(
            stages,
            Options {
                max_record_bytes: options.max_record_bytes.unwrap_or(defaults.max_record_bytes),
                generated_at: options.generated_at,
                name_inputs: options.name_inputs,
                max_errors,
                ..defaults
            },
        );
        Ok(wit::Job::new(JobResource(RefCell::new(job))))
    }

    fn begin(&self, name: String, format: Option<wit::InputFormat>) -> Result<wit::Output, wit::JobError> {
        let mut job = self.0.borrow_mut();
        let lines = job.begin(name, format.map(lift_format)).map_err(lower_error)?;
        Ok(lower_output(lines, job.counts()))
    }

    fn feed(&self, chunk: Vec<u8>) -> Result<wit::Output, wit::JobError> {
        let mut job = self.0.borrow_mut();
        let lines = job.feed(chunk).map_err(lower_error)?;
        Ok(lower_output(lines, job.counts()))
    }

    fn finish(&self) -> Result<wit::FinalOutput, wit::JobError> {
        let mut job = self.0.borrow_mut();
        let finished = job.finish().map_err(lower_error)?;
        Ok(wit::FinalOutput {
            output: lower_output(finished.lines, job.counts()),
            totals: finished.totals,
            examples: finished.examples.iter().map(lower_example).collect(),
            reports: finished.reports.into_iter().map(lower_report).collect(),
        })
    }
}

/// The stages that this component was composed with.
#[derive(Default)]
struct Composed {
    /// The service has its own; this one has the words. None: the defaults.
    rules: Option<RuleSet>,
    /// The rules as they were written, for the reports.
    entries: Vec<ConfigEntry>,
}

impl Composed {
    /// Has the stages work by what was asked for, and says how many rejected records that allows.
    fn by(options: &wit::Options) -> Result<(Self, Option<u64>), wit::JobError> {
        if options.rules.is_none() && !options.keep_users {
            return Ok(Default::default());
        }
        let (mut stages, settings) = Self::written(options)?;
        stages.rules = Some(RuleSet::new(&settings.rules));
        user_service::configure(&service::Settings {
            rules: settings.rules,
            unique_email: settings.unique_email,
            keep_users: options.keep_users,
        })
        .map_err(|error| lower_error(service_error(error)))?;
        Ok((stages, settings.max_errors))
    }

    /// Stages that know what was asked for, but work by the defaults.
    fn written(options: &wit::Options) -> Result<(Self, RunSettings), wit::JobError> {
        let text = options.rules.as_deref().unwrap_or_default();
        let refused = |error| lower_error(rules_error(options.rules_name.as_deref(), error));
        let settings = config::settings(text).map_err(refused)?;
        let entries = config::parse(text).map_err(refused)?;
        let rules = None;
        Ok((Composed { rules, entries }, settings))
    }

    /// How the run is done: all that a rules file can set, as it was written or else by default, and the options.
    fn settings(&self, context: &Context) -> Vec<reporter::Setting> {
        let defaults = config::parse(&config::template()).unwrap_or_default();
        let rules = defaults.into_iter().map(|default| {
            let chosen = self.entries.iter().find(|entry| entry.key == default.key);
            reporter::Setting {
                chosen: chosen.is_some(),
                value: chosen.map_or(default.value, |entry| entry.value.clone()),
                key: default.key,
            }
        });
        let limit = reporter::Setting {
            key: "max-record-bytes".into(),
            value: context.max_record_bytes.to_string(),
            chosen: context.max_record_bytes != Options::default().max_record_bytes,
        };
        rules.chain([limit]).collect()
    }
}

impl Stages for Composed {
    type Rule = Rule;
    type Totals = service::Totals;

    fn process(&mut self, batch: &mut Batch) -> Result<Outcome<Rule>, JobError> {
        let unreadable: Vec<service::Unreadable> = batch.unreadable.iter().map(lower_unreadable).collect();
        // The columns move into the call and back: nothing is copied on this side.
        let columns = validator::UserBatch {
            names: lower_column(mem::take(&mut batch.names)),
            emails: lower_column(mem::take(&mut batch.emails)),
            ages: mem::take(&mut batch.ages),
        };
        let outcome = user_service::process(&columns, &unreadable).map_err(service_error);
        batch.names = lift_column(columns.names);
        batch.emails = lift_column(columns.emails);
        batch.ages = columns.ages;
        let outcome = outcome?;
        Ok(Outcome {
            violations: outcome.violations.iter().map(|found| (found.row, found.rule)).collect(),
            duplicates: outcome.duplicates.iter().map(lift_duplicate).collect(),
            known: outcome.known.iter().map(lift_known).collect(),
            ids: lift_column(outcome.ids),
        })
    }

    fn describe(&mut self, rule: Rule) -> FieldError {
        let error = match &self.rules {
            None => rules::describe(rule),
            Some(rules) => rules.describe(rule),
        };
        FieldError {
            field: error.field.into(),
            rule: rule_name(rule).into(),
            message: error.message,
            found: None,
        }
    }

    fn totals(&mut self) -> service::Totals {
        user_service::summary()
    }

    fn counts(totals: &service::Totals) -> Counts {
        Counts {
            read: totals.read,
            accepted: totals.accepted,
            rejected: totals.rejected,
        }
    }

    fn render(&mut self, totals: &service::Totals, context: &Context) -> Result<Vec<Report>, JobError> {
        let told = reporter::Context {
            sources: context.sources.iter().map(lower_source).collect(),
            settings: self.settings(context),
            examples: context.examples.iter().map(lower_example).collect(),
            generated_at: context.generated_at.map(Into::into),
        };
        REPORTS
            .into_iter()
            .map(|(name, format)| match reporter::render(totals, &told, format) {
                Ok(content) => Ok(Report { name, content }),
                Err(ReportError::Inconsistent(reason) | ReportError::Internal(reason)) => {
                    Err(JobError::Report { report: name, reason })
                }
            })
            .collect()
    }
}

/// The reports of a run, by file name.
const REPORTS: [(&str, reporter::Format); 4] = [
    ("summary.json", reporter::Format::Json),
    ("report.html", reporter::Format::Html),
    ("report.md", reporter::Format::Markdown),
    ("report.svg", reporter::Format::Svg),
];

fn lift_format(format: wit::InputFormat) -> Format {
    match format {
        wit::InputFormat::Csv => Format::Csv,
        wit::InputFormat::Ndjson => Format::Ndjson,
        wit::InputFormat::Json => Format::Json,
    }
}

fn lower_column(column: TextColumn) -> validator::TextColumn {
    validator::TextColumn {
        text: column.text,
        ends: column.ends,
    }
}

fn lift_column(column: validator::TextColumn) -> TextColumn {
    TextColumn {
        text: column.text,
        ends: column.ends,
    }
}

fn lift_duplicate(found: &service::Duplicate) -> Duplicate {
    Duplicate {
        row: found.row,
        first_record: found.first_record,
    }
}

fn lift_known(found: &service::KnownUser) -> KnownUser {
    KnownUser {
        row: found.row,
        first_import: found.first_import,
        first_record: found.first_record,
    }
}

fn lower_source(source: &Source) -> reporter::Source {
    reporter::Source {
        name: source.name.clone(),
        records: source.records,
        ignored_columns: source.ignored_columns,
    }
}

/// A rule by its name in WIT, from its name in Rust: `Rule::NameEmpty` is `name-empty`.
fn rule_name(rule: Rule) -> String {
    let name = format!("{rule:?}");
    let mut kebab = String::new();
    for character in name.rsplit("::").next().unwrap_or_default().chars() {
        if character.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(character.to_ascii_lowercase());
    }
    kebab
}

fn lower_example(example: &Example) -> service::Example {
    let problems = example.problems.iter().map(|problem| service::Problem {
        field: problem.field.to_string(),
        rule: problem.rule.to_string(),
        message: problem.message.clone(),
    });
    service::Example {
        record: example.record,
        input: example.input.to_string(),
        line: example.line,
        problems: problems.collect(),
    }
}

fn lower_report(report: Report) -> wit::Report {
    wit::Report {
        name: report.name.into(),
        content: report.content,
    }
}

fn lower_output(lines: Lines, counts: Counts) -> wit::Output {
    wit::Output {
        users: lines.users,
        rejects: lines.rejects,
        counts: wit::Counts {
            read: counts.read,
            accepted: counts.accepted,
            rejected: counts.rejected,
        },
    }
}

fn lower_unreadable(unreadable: &batch::Unreadable) -> service::Unreadable {
    service::Unreadable {
        before: unreadable.before,
        field: match unreadable.flaw.field {
            batch::Field::Record => service::Field::Record,
            batch::Field::Name => service::Field::Name,
            batch::Field::Email => service::Field::Email,
            batch::Field::Age => service::Field::Age,
        },
        defect: match unreadable.flaw.defect {
            batch::Defect::WrongFieldCount => service::Defect::WrongFieldCount,
            batch::Defect::Malformed => service::Defect::Malformed,
            batch::Defect::InvalidUtf8 => service::Defect::InvalidUtf8,
            batch::Defect::MissingField => service::Defect::MissingField,
            batch::Defect::DuplicateField => service::Defect::DuplicateField,
            batch::Defect::WrongType => service::Defect::WrongType,
            batch::Defect::InvalidNumber => service::Defect::InvalidNumber,
        },
    }
}

fn rules_error(name: Option<&str>, error: ParseError) -> JobError {
    JobError::Rules {
        name: name.unwrap_or("rules").into(),
        position: Position {
            line: error.line.into(),
            column: error.column.into(),
        },
        message: error.message,
    }
}

fn service_error(error: ServiceError) -> JobError {
    let (store, reason) = match error {
        ServiceError::Store(failure) => {
            let operation = match failure.operation {
                StoreOperation::OpenStore => "open-store",
                StoreOperation::Get => "get",
                StoreOperation::Put => "put",
                StoreOperation::PutNew => "put-new",
                StoreOperation::Scan => "scan",
            };
            let reason = match failure.error {
                StoreError::InvalidName(name) => format!("no store can be named `{name}`"),
                StoreError::ReadOnly => "it can only be read".into(),
                StoreError::Busy => "another process holds it".into(),
                StoreError::Full => "there is no room for more".into(),
                StoreError::Corrupt(reason) => format!("it is damaged: {reason}"),
                StoreError::Other(reason) => reason,
            };
            (failure.store, format!("failed at `{operation}`: {reason}"))
        }
        ServiceError::ForeignValue(found) => {
            let reason = format!("holds under `{}` what this service hasn't written", found.key);
            (found.store, reason)
        }
        ServiceError::NotKept => ("users".into(), "keeps no users".into()),
    };
    let stage = "service";
    JobError::Store { stage, store, reason }
}

/// The one table from the job's errors to the contract's.
fn lower_error(error: JobError) -> wit::JobError {
    let kind = match &error {
        JobError::Input { .. } => wit::JobErrorKind::Input,
        JobError::Rules { .. } => wit::JobErrorKind::Rules,
        JobError::Usage { .. } => wit::JobErrorKind::Usage,
        JobError::RecordTooLong { .. } | JobError::TooManyErrors { .. } | JobError::TooManyInAll { .. } => {
            wit::JobErrorKind::Limit
        }
        JobError::Store { .. } => wit::JobErrorKind::Store,
        JobError::Report { .. } => wit::JobErrorKind::Report,
        JobError::Unaccounted { .. } => wit::JobErrorKind::Internal,
    };
    wit::JobError {
        kind,
        message: error.to_string(),
        position: error.position().map(|position| wit::Position {
            line: position.line,
            column: position.column,
        }),
    }
}
