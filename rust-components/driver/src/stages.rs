//! The stages that a job drives, as the driver sees them: whoever they are, and wherever they run.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};
use std::rc::Rc;

use crate::batch::{Batch, TextColumn};
use crate::error::JobError;
use crate::examples::Example;

/// A row that repeats an address which an earlier record was accepted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    pub row: u32,
    pub first_record: u64,
}

/// A row that repeats an address which an earlier import has left in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownUser {
    pub row: u32,
    pub first_import: u64,
    pub first_record: u64,
}

/// What became of a batch; see `outcome` in my:user-service.
#[derive(Debug)]
pub struct Outcome<Rule> {
    /// Row and rule, in row order.
    pub violations: Vec<(u32, Rule)>,
    /// In row order.
    pub duplicates: Vec<Duplicate>,
    /// In row order.
    pub known: Vec<KnownUser>,
    /// The ids of the accepted rows, in row order.
    pub ids: TextColumn,
}

/// One thing that is wrong with a record, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    pub field: Cow<'static, str>,
    /// The rule or defect, by its name in WIT.
    pub rule: Cow<'static, str>,
    pub message: String,
    /// What the record has there, which goes into its reject and nowhere else.
    pub found: Option<String>,
}

impl Display for FieldError {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.found {
            None => Ok(()),
            Some(found) => write!(formatter, ", found {found}"),
        }
    }
}

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
    /// Columns that no one asked for.
    pub ignored_columns: u32,
}

/// What a report is about, beside the totals.
#[derive(Debug)]
pub struct Context<'a> {
    pub sources: &'a [Source],
    pub examples: &'a [Example],
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
pub trait Stages {
    /// A rule that a row can break.
    type Rule: Copy + PartialEq;
    /// The service's totals, which the driver passes on without looking inside.
    type Totals;

    /// Judges a batch. The columns are lent: they are the same afterwards.
    fn process(&mut self, batch: &mut Batch) -> Result<Outcome<Self::Rule>, JobError>;
    fn describe(&mut self, rule: Self::Rule) -> FieldError;
    fn totals(&mut self) -> Self::Totals;
    fn counts(totals: &Self::Totals) -> Counts;
    fn render(&mut self, totals: &Self::Totals, context: &Context) -> Result<Vec<Report>, JobError>;
}

/// The rules described so far: each is asked for once.
pub struct Described<Rule>(Vec<(Rule, Rc<FieldError>)>);

impl<Rule> Default for Described<Rule> {
    fn default() -> Self {
        Described(Vec::new())
    }
}

impl<Rule: Copy + PartialEq> Described<Rule> {
    pub fn of(&mut self, rule: Rule, stages: &mut impl Stages<Rule = Rule>) -> Rc<FieldError> {
        if let Some((_, error)) = self.0.iter().find(|(known, _)| *known == rule) {
            return Rc::clone(error);
        }
        let error = Rc::new(stages.describe(rule));
        self.0.push((rule, Rc::clone(&error)));
        error
    }
}
