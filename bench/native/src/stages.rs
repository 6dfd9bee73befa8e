//! The components that the driver calls, all in this process.

use driver::batch::Batch;
use driver::downstream::{Counts, Downstream, Report, ReportContext};
use driver::error::JobError;
use driver::outcome::{FieldError, Outcome};
use validator::rules::{Rule, Rules};

use crate::register::{RULE_NAMES, Register, Share, Totals};
use crate::summary::render;

#[derive(Default)]
pub struct Native {
    register: Register,
}

impl Downstream for Native {
    type Rule = Rule;
    type Totals = Totals;

    /// One instance judges all records.
    fn number_from(&mut self, _: u64) {}

    fn process(&mut self, batch: &mut Batch) -> Result<Outcome<Rule>, JobError> {
        Ok(self.register.process(batch))
    }

    fn describe(&mut self, rule: Rule) -> FieldError {
        described(rule)
    }

    fn max_age(&self) -> u32 {
        Rules::DEFAULT.max_age
    }

    fn totals(&mut self) -> Totals {
        self.register.totals()
    }

    fn counts(totals: &Totals) -> Counts {
        counts(totals)
    }

    fn render(&mut self, totals: &Totals, _: &ReportContext) -> Result<Vec<Report>, JobError> {
        Ok(vec![summary(totals)])
    }
}

/// As one of several threads, each of which judges some of the blocks.
impl Downstream for &mut Share<'_> {
    type Rule = Rule;
    type Totals = Totals;

    fn number_from(&mut self, record: u64) {
        self.record = record;
    }

    fn process(&mut self, batch: &mut Batch) -> Result<Outcome<Rule>, JobError> {
        Ok(self.judge(batch))
    }

    fn describe(&mut self, rule: Rule) -> FieldError {
        described(rule)
    }

    fn max_age(&self) -> u32 {
        Rules::DEFAULT.max_age
    }

    fn totals(&mut self) -> Totals {
        self.tally().totals()
    }

    fn counts(totals: &Totals) -> Counts {
        counts(totals)
    }

    /// The totals of all threads are rendered together.
    fn render(&mut self, _: &Totals, _: &ReportContext) -> Result<Vec<Report>, JobError> {
        Ok(Vec::new())
    }
}

pub fn described(rule: Rule) -> FieldError {
    let name = RULE_NAMES.iter().find(|(known, _)| *known == rule);
    let name = name.map_or("", |(_, name)| name);
    FieldError {
        field: rule.field().into(),
        rule: name.into(),
        message: Rules::DEFAULT.message(rule).into(),
        found: None,
    }
}

pub fn counts(totals: &Totals) -> Counts {
    Counts {
        read: totals.read,
        accepted: totals.accepted,
        rejected: totals.rejected,
    }
}

pub fn summary(totals: &Totals) -> Report {
    Report {
        name: "summary.json",
        content: render(totals),
    }
}
