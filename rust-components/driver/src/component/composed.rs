//! The downstream components that this component was composed with.

use std::mem;

use super::bindings::exports::my::pipeline::job as wit;
use super::bindings::my::config::config;
use super::bindings::my::config::types::{ConfigEntry, RunSettings};
use super::bindings::my::reporting::reporter::{self, ReportError};
use super::bindings::my::user_service::{partials, types as service, user_service};
use super::bindings::my::user_validator::types::{self as validator, Rule};
use super::bindings::my::user_validator::validator::{self as rules, RuleSet};
use super::errors::{lower_error, rules_error, service_error};
use super::values::{
    lift_column, lift_duplicate, lift_known, lower_column, lower_sample, lower_source, lower_unreadable,
};
use crate::batch::Batch;
use crate::downstream::{Counts, Downstream, Report, ReportContext};
use crate::error::JobError;
use crate::job::JobOptions;
use crate::outcome::{FieldError, Outcome};

/// The default of `max-age` in `my:user-validator`.
const DEFAULT_MAX_AGE: u32 = 150;

/// What a rules file says about the job.
#[derive(Default)]
pub struct JobSettings {
    /// How many rejected records are allowed.
    pub max_errors: Option<u64>,
    /// The headers of the fields, in the notation of `columns` in `wit/job.wit`.
    pub columns: Option<String>,
}

pub struct Composed {
    /// For the messages; the service has a rule-set of its own. None: the defaults.
    rules: Option<RuleSet>,
    max_age: u32,
    /// The rules as they were written, for the reports.
    entries: Vec<ConfigEntry>,
}

impl Default for Composed {
    fn default() -> Self {
        Composed {
            rules: None,
            max_age: DEFAULT_MAX_AGE,
            entries: Vec::new(),
        }
    }
}

impl Composed {
    /// Configures the components.
    pub fn configured(options: &wit::Options) -> Result<(Self, JobSettings), wit::JobError> {
        if options.rules.is_none() && !options.keep_users {
            return Ok(Default::default());
        }
        let (mut composed, settings) = Self::unconfigured(options)?;
        composed.rules = Some(RuleSet::new(&settings.rules));
        user_service::configure(&service::Settings {
            rules: settings.rules,
            unique_email: settings.unique_email,
            keep_users: options.keep_users,
        })
        .map_err(|error| lower_error(service_error(error)))?;
        let (max_errors, columns) = (settings.max_errors, settings.columns);
        Ok((composed, JobSettings { max_errors, columns }))
    }

    /// Reads the rules for the report, but leaves the components with their defaults.
    pub fn unconfigured(options: &wit::Options) -> Result<(Self, RunSettings), wit::JobError> {
        let text = options.rules.as_deref().unwrap_or_default();
        let refused = |error| lower_error(rules_error(options.rules_name.as_deref(), error));
        let settings = config::settings(text).map_err(refused)?;
        let entries = config::parse(text).map_err(refused)?;
        let composed = Composed {
            rules: None,
            max_age: settings.rules.max_age,
            entries,
        };
        Ok((composed, settings))
    }

    /// The settings of the run: every key of a rules file, as written or by default, and the options.
    fn settings(&self, context: &ReportContext) -> Vec<reporter::Setting> {
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
            chosen: context.max_record_bytes != JobOptions::default().max_record_bytes,
        };
        rules.chain([limit]).collect()
    }
}

impl Downstream for Composed {
    type Rule = Rule;
    type Totals = service::Totals;

    fn number_from(&mut self, record: u64) {
        partials::number_from(record);
    }

    fn process(&mut self, batch: &mut Batch) -> Result<Outcome<Rule>, JobError> {
        let unreadable: Vec<service::Unreadable> = batch.unreadable.iter().map(lower_unreadable).collect();
        // The columns are moved into the call and back, so nothing is copied on this side.
        let columns = validator::UserBatch {
            names: lower_column(mem::take(&mut batch.names)),
            emails: lower_column(mem::take(&mut batch.emails)),
            ages: mem::take(&mut batch.ages),
            kept_columns: batch.kept_columns.take(),
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

    fn max_age(&self) -> u32 {
        self.max_age
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

    fn render(&mut self, totals: &service::Totals, context: &ReportContext) -> Result<Vec<Report>, JobError> {
        let lowered = reporter::Context {
            sources: context.sources.iter().map(lower_source).collect(),
            settings: self.settings(context),
            examples: context.samples.iter().map(lower_sample).collect(),
            generated_at: context.generated_at.map(Into::into),
        };
        REPORTS
            .into_iter()
            .map(|(name, format)| match reporter::render(totals, &lowered, format) {
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
