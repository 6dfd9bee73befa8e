//! The stages after the decoder: the rules and the totals in Rust, ids and duplicates in Go.

use std::hash::BuildHasher;

use driver::batch::{Batch, TextColumn};
use driver::downstream::{Counts, Downstream, Report, ReportContext};
use driver::error::JobError;
use driver::outcome::{Duplicate, FieldError, Outcome};
use foldhash::fast::FixedState;
use native::register::{Tally, Totals, canonical, column, domain};
use native::stages::{counts, described, summary};
use validator::columns::violations;
use validator::rules::{Rule, Rules};

use crate::users::{ID_LENGTH, Taken, Users};

pub struct Stages {
    users: Users,
    tally: Tally,
    domains: FixedState,
    // Reused from batch to batch.
    lower: String,
    records: Vec<u64>,
    taken: Taken,
}

impl Stages {
    pub fn new(users: Users) -> Stages {
        Stages {
            users,
            tally: Tally::default(),
            domains: FixedState::default(),
            lower: String::new(),
            records: Vec::new(),
            taken: Taken::default(),
        }
    }

    /// The number of each row's record, or 0 for a row that breaks a rule.
    fn number(&mut self, batch: &Batch, violations: &[(u32, Rule)]) {
        let mut unreadable = batch.unreadable.iter().peekable();
        let mut record = self.tally.read + 1;
        self.records.clear();
        for row in 0..batch.rows() as u32 {
            while unreadable.next_if(|one| one.before == row).is_some() {
                record += 1;
            }
            self.records.push(record);
            record += 1;
        }
        for (row, _) in violations {
            self.records[*row as usize] = 0;
        }
    }

    fn count(&mut self, batch: &Batch, violations: &[(u32, Rule)], ends: &[u32]) -> Vec<Duplicate> {
        let mut duplicates = Vec::new();
        let mut start = 0;
        for (row, &end) in ends.iter().enumerate() {
            let email = &self.lower.as_bytes()[start..end as usize];
            start = end as usize;
            self.tally.read += 1;
            match (self.records[row], self.taken.firsts[row]) {
                (0, _) => self.tally.rejected += 1,
                (record, first) if first == record => {
                    let domain = domain(email);
                    let hash = self.domains.hash_one(domain);
                    self.tally.accept(hash, domain, batch.ages[row]);
                }
                (_, first_record) => {
                    self.tally.rejected += 1;
                    self.tally.duplicates += 1;
                    let row = row as u32;
                    duplicates.push(Duplicate { row, first_record });
                }
            }
        }
        batch.unreadable.iter().for_each(|one| self.tally.unreadable(one));
        violations.iter().for_each(|(_, rule)| self.tally.violation(*rule));
        duplicates
    }
}

impl Downstream for Stages {
    type Rule = Rule;
    type Totals = Totals;

    /// One instance judges all records.
    fn number_from(&mut self, _: u64) {}

    fn process(&mut self, batch: &mut Batch) -> Result<Outcome<Rule>, JobError> {
        let violations = violations(
            &Rules::DEFAULT,
            column(&batch.names),
            column(&batch.emails),
            &batch.ages,
        );
        let ends = canonical(&batch.emails, &mut self.lower);
        self.number(batch, &violations);
        self.users.take(&self.lower, &ends, &self.records, &mut self.taken);
        let duplicates = self.count(batch, &violations, &ends);
        let ids = std::mem::take(&mut self.taken.ids);
        Ok(Outcome {
            violations,
            duplicates,
            known: Vec::new(),
            ids: TextColumn {
                ends: (ID_LENGTH as u32..=ids.len() as u32).step_by(ID_LENGTH).collect(),
                text: String::from_utf8(ids).expect("ids are ASCII"),
            },
        })
    }

    fn describe(&mut self, rule: Rule) -> FieldError {
        described(rule)
    }

    fn max_age(&self) -> u32 {
        Rules::DEFAULT.max_age
    }

    fn totals(&mut self) -> Totals {
        self.tally.totals()
    }

    fn counts(totals: &Totals) -> Counts {
        counts(totals)
    }

    fn render(&mut self, totals: &Totals, _: &ReportContext) -> Result<Vec<Report>, JobError> {
        Ok(vec![summary(totals)])
    }
}
