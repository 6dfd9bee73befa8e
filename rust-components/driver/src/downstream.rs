//! The components that the driver calls, as a trait, so that tests can replace them.

use std::rc::Rc;

use crate::batch::Batch;
use crate::error::JobError;
use crate::outcome::{FieldError, Outcome};
use crate::reject_samples::RejectSample;

/// Records so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub read: u64,
    pub accepted: u64,
    pub rejected: u64,
}

/// An input and how many records it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub records: u64,
    /// Columns that are not used.
    pub ignored_columns: u32,
    /// How it was read, as far as it isn't as usual; see `source` in `wit/job.wit`.
    pub reading: String,
    /// What reports say about its columns.
    pub column_notes: Vec<String>,
    pub notes: Vec<String>,
}

/// What a report is about, besides the totals.
#[derive(Debug)]
pub struct ReportContext<'a> {
    pub sources: &'a [Source],
    pub samples: &'a [RejectSample],
    pub generated_at: Option<&'a str>,
    pub max_record_bytes: u32,
}

/// A rendered report under its file name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub name: &'static str,
    pub content: String,
}

/// Service, validator and reporter.
pub trait Downstream {
    /// A rule that a row can break.
    type Rule: Copy + PartialEq;
    /// The service's totals, which the driver passes on unchanged.
    type Totals;

    /// The number of the next record in the run, if other instances judge other records of it.
    fn number_from(&mut self, record: u64);
    /// Judges a batch. The columns are unchanged afterwards.
    fn process(&mut self, batch: &mut Batch) -> Result<Outcome<Self::Rule>, JobError>;
    fn describe(&mut self, rule: Self::Rule) -> FieldError;
    /// The highest age that the rules allow.
    fn max_age(&self) -> u32;
    fn totals(&mut self) -> Self::Totals;
    fn counts(totals: &Self::Totals) -> Counts;
    fn render(&mut self, totals: &Self::Totals, context: &ReportContext) -> Result<Vec<Report>, JobError>;
}

/// The rules described so far, so that each is asked for once.
pub struct DescribedRules<Rule>(Vec<(Rule, Rc<FieldError>)>);

impl<Rule> Default for DescribedRules<Rule> {
    fn default() -> Self {
        DescribedRules(Vec::new())
    }
}

impl<Rule: Copy + PartialEq> DescribedRules<Rule> {
    pub fn of(&mut self, rule: Rule, downstream: &mut impl Downstream<Rule = Rule>) -> Rc<FieldError> {
        if let Some((_, error)) = self.0.iter().find(|(known, _)| *known == rule) {
            return Rc::clone(error);
        }
        let error = Rc::new(downstream.describe(rule));
        self.0.push((rule, Rc::clone(&error)));
        error
    }
}
