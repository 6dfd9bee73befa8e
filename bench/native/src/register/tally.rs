//! Counts, and the totals computed from them.

use std::borrow::Cow;

use driver::batch::Unreadable;
use driver::flaw::{Defect, Field};
use validator::rules::{Rule, Rules};

use super::table::Table;

pub const RULE_NAMES: [(Rule, &str); 6] = [
    (Rule::NameEmpty, "name-empty"),
    (Rule::NameTooShort, "name-too-short"),
    (Rule::EmailInvalid, "email-invalid"),
    (Rule::DomainNotAllowed, "domain-not-allowed"),
    (Rule::TooYoung, "too-young"),
    (Rule::InvalidAge, "invalid-age"),
];

const DEFECTS: [(Defect, &str, &str); 7] = [
    (Defect::WrongFieldCount, "wrong-field-count", "Wrong number of fields"),
    (Defect::Malformed, "malformed", "Not well-formed"),
    (Defect::InvalidUtf8, "invalid-utf8", "Not valid UTF-8"),
    (Defect::MissingField, "missing-field", "Missing"),
    (Defect::DuplicateField, "duplicate-field", "Given twice"),
    (Defect::WrongType, "wrong-type", "Wrong type"),
    (
        Defect::InvalidNumber,
        "invalid-number",
        "Age must be a whole number from 0 to 150",
    ),
];
const FIELDS: [Field; 4] = [Field::Record, Field::Name, Field::Email, Field::Age];
const TOP_DOMAINS: usize = 10;

/// Large enough for every age that the rules accept.
const AGES: usize = 256;

pub struct Tally {
    pub read: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub duplicates: u64,
    rules: [u64; RULE_NAMES.len()],
    defects: [[u64; DEFECTS.len()]; FIELDS.len()],
    ages: [u64; AGES],
    domains: Table,
}

impl Default for Tally {
    fn default() -> Self {
        Tally {
            read: 0,
            accepted: 0,
            rejected: 0,
            duplicates: 0,
            rules: Default::default(),
            defects: Default::default(),
            ages: [0; AGES],
            domains: Table::default(),
        }
    }
}

/// How often one error occurred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorCount {
    pub field: &'static str,
    pub rule: &'static str,
    pub message: Cow<'static, str>,
    pub count: u64,
}

/// See `totals` in my:user-service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    pub read: u64,
    pub accepted: u64,
    pub rejected: u64,
    pub errors: Vec<ErrorCount>,
    pub ages: Vec<(u32, u64)>,
    pub top_domains: Vec<(String, u64)>,
    pub distinct_domains: u64,
}

impl Tally {
    pub fn violation(&mut self, rule: Rule) {
        self.rules[rule as usize] += 1;
    }

    pub fn unreadable(&mut self, record: &Unreadable) {
        self.defects[record.flaw.field as usize][record.flaw.defect as usize] += 1;
        self.rejected += 1;
        self.read += 1;
    }

    #[inline]
    pub fn accept(&mut self, domain_hash: u64, domain: &[u8], age: u32) {
        self.accepted += 1;
        self.ages[age as usize] += 1;
        self.domains.get_or_insert(domain_hash, domain, 0).0.add(1);
    }

    /// Adds the counts of other records.
    pub fn add(&mut self, other: &Tally, hash: impl Fn(&[u8]) -> u64) {
        self.read += other.read;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        self.duplicates += other.duplicates;
        let defects = self.defects.iter_mut().zip(&other.defects);
        let defects = defects.flat_map(|(mine, others)| mine.iter_mut().zip(others));
        let rules = self.rules.iter_mut().zip(&other.rules);
        let ages = self.ages.iter_mut().zip(&other.ages);
        for (mine, others) in defects.chain(rules).chain(ages) {
            *mine += others;
        }
        for (domain, count) in other.domains.iter() {
            self.domains.get_or_insert(hash(domain), domain, 0).0.add(count);
        }
    }

    pub fn totals(&self) -> Totals {
        let mut top_domains: Vec<(String, u64)> = self
            .domains
            .iter()
            .map(|(domain, count)| (String::from_utf8_lossy(domain).into_owned(), count))
            .collect();
        top_domains.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        top_domains.truncate(TOP_DOMAINS);
        Totals {
            read: self.read,
            accepted: self.accepted,
            rejected: self.rejected,
            errors: self.errors(),
            ages: (0u32..).zip(self.ages).filter(|(_, count)| *count > 0).collect(),
            top_domains,
            distinct_domains: self.domains.count() as u64,
        }
    }

    /// The most frequent first, ties by field, then rule.
    fn errors(&self) -> Vec<ErrorCount> {
        let mut errors = vec![ErrorCount {
            field: "email",
            rule: "duplicate-email",
            message: "Duplicate email".into(),
            count: self.duplicates,
        }];
        errors.extend(
            RULE_NAMES
                .iter()
                .zip(self.rules)
                .map(|(&(rule, name), count)| ErrorCount {
                    field: rule.field(),
                    rule: name,
                    message: Rules::DEFAULT.message(rule),
                    count,
                }),
        );
        for (field, counts) in FIELDS.iter().zip(self.defects) {
            errors.extend(
                DEFECTS
                    .iter()
                    .zip(counts)
                    .map(|(&(_, rule, message), count)| ErrorCount {
                        field: field.name(),
                        rule,
                        message: message.into(),
                        count,
                    }),
            );
        }
        errors.retain(|error| error.count > 0);
        errors.sort_unstable_by_key(|error| (std::cmp::Reverse(error.count), error.field, error.rule));
        errors
    }
}
