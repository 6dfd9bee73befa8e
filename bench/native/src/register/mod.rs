//! The service in Rust: ids, duplicates, totals. It follows go-service/ledger, so that the two differ only in the
//! language and the sandbox.

mod id;
mod share;
mod table;
mod tally;

use std::borrow::Cow;
use std::hash::BuildHasher;

use driver::batch::{Batch, TextColumn};
use driver::outcome::{Duplicate, Outcome};
use foldhash::fast::FixedState;
use siphasher::sip128::SipHasher24;
use validator::canonical::canonical_emails;
use validator::columns;
use validator::rules::{Rule, Rules};

use id::{Hash, ID_LENGTH, hash, hasher, push_id};
pub use share::{Shards, Share};
use table::Table;
pub use tally::{ErrorCount, RULE_NAMES, Tally, Totals};

/// How many rows are hashed at a time. The table is larger than the caches: loads that are independent of each other
/// take a fraction of the time.
const AHEAD: usize = 64;

/// The pipeline's default rules.
static RULES: Rules = Rules::DEFAULT;

pub struct Register {
    emails: Table,
    tally: Tally,
    hasher: SipHasher24,
    /// Domains have no id, so any fast hash works.
    domains: FixedState,
    // Reused from batch to batch.
    lower: String,
    hashes: Vec<Hash>,
}

impl Default for Register {
    fn default() -> Self {
        Register {
            emails: Table::default(),
            tally: Tally::default(),
            hasher: hasher(),
            domains: FixedState::default(),
            lower: String::new(),
            hashes: Vec::with_capacity(AHEAD),
        }
    }
}

impl Register {
    /// Validates a batch, row by row.
    pub fn process(&mut self, batch: &Batch) -> Outcome<Rule> {
        let violations = columns::violations(&RULES, column(&batch.names), column(&batch.emails), &batch.ages);
        let mut outcome = Outcome {
            violations,
            duplicates: Vec::new(),
            known: Vec::new(),
            ids: TextColumn::default(),
        };
        let mut ids = Vec::with_capacity(batch.rows() * ID_LENGTH);

        let mut lower = std::mem::take(&mut self.lower);
        let email_ends = canonical(&batch.emails, &mut lower);
        let bytes = lower.as_bytes();

        let mut violations = outcome.violations.iter().peekable();
        let mut unreadable = batch.unreadable.iter().peekable();
        let mut start = 0;
        for (row, &end) in email_ends.iter().enumerate() {
            while let Some(record) = unreadable.next_if(|record| record.before as usize == row) {
                self.tally.unreadable(record);
            }
            if row % AHEAD == 0 {
                let ends = &email_ends[row..batch.rows().min(row + AHEAD)];
                self.look_ahead(bytes, ends, start);
            }
            let email = &bytes[start..end as usize];
            start = end as usize;
            self.tally.read += 1;
            let mut valid = true;
            while let Some((_, rule)) = violations.next_if(|(at, _)| *at as usize == row) {
                self.tally.violation(*rule);
                valid = false;
            }
            let hash = self.hashes[row % AHEAD];
            if !valid {
                self.tally.rejected += 1;
            } else if let Some(first_record) = self.take(email, hash, batch.ages[row]) {
                outcome.duplicates.push(Duplicate {
                    row: row as u32,
                    first_record,
                });
            } else {
                push_id(&mut ids, hash);
            }
        }
        unreadable.for_each(|record| self.tally.unreadable(record));
        self.lower = lower;
        outcome.ids = column_of(ids);
        outcome
    }

    pub fn totals(&self) -> Totals {
        self.tally.totals()
    }

    /// Processes one user, as `create-user` does: returns an id or the errors.
    pub fn create_user(&mut self, name: &str, email: &str, age: u32) -> Result<String, Vec<(&'static str, String)>> {
        self.tally.read += 1;
        let mut problems = Vec::new();
        for rule in RULES.broken(name, email, age) {
            self.tally.violation(rule);
            problems.push((rule.field(), RULES.message(rule).into()));
        }
        if problems.is_empty() {
            let ends = [email.len() as u32];
            let (lower, _) = canonical_emails(columns::TextColumn {
                text: email,
                ends: &ends,
            });
            let hash = hash(&self.hasher, lower.as_bytes());
            let Some(first) = self.take(lower.as_bytes(), hash, age) else {
                let mut id = Vec::with_capacity(ID_LENGTH);
                push_id(&mut id, hash);
                return Ok(id::text(id));
            };
            problems.push(("email", format!("Duplicate email, first seen in record {first}")));
        } else {
            self.tally.rejected += 1;
        }
        Err(problems)
    }

    /// Accepts a row, or returns the number of the record that already has its address.
    #[inline]
    fn take(&mut self, email: &[u8], hash: Hash, age: u32) -> Option<u64> {
        let (first, fresh) = self.emails.get_or_insert(hash.h2, email, self.tally.read);
        if !fresh {
            let first = first.get();
            self.tally.duplicates += 1;
            self.tally.rejected += 1;
            return Some(first);
        }
        let domain = domain(email);
        self.tally.accept(self.domains.hash_one(domain), domain, age);
        None
    }

    #[inline]
    fn look_ahead(&mut self, lower: &[u8], ends: &[u32], mut start: usize) {
        self.hashes.clear();
        for &end in ends {
            self.hashes.push(hash(&self.hasher, &lower[start..end as usize]));
            start = end as usize;
        }
        let touched = self
            .hashes
            .iter()
            .fold(0u64, |sum, hash| sum ^ self.emails.touch(hash.h2));
        // The compiler would omit a load whose result is not used.
        std::hint::black_box(touched);
    }
}

/// Writes the addresses in the form in which they are compared, and returns their ends.
pub fn canonical<'a>(emails: &'a TextColumn, lower: &mut String) -> Cow<'a, [u32]> {
    if has_one_spelling(&emails.text) {
        lower.clear();
        lower.push_str(&emails.text);
        lower.make_ascii_lowercase();
        return Cow::Borrowed(&emails.ends);
    }
    let (text, ends) = canonical_emails(column(emails));
    *lower = text;
    Cow::Owned(ends)
}

/// Whether addresses can only differ in ASCII case; see `canonical-emails` in wit/deps/my-user-validator/validator.wit.
fn has_one_spelling(emails: &str) -> bool {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'.' | b'-' | b'_' | b'+');
    let usual = emails.bytes().fold(true, |all, byte| all & is_usual(byte));
    usual && memchr::memmem::find(emails.as_bytes(), b"--").is_none()
}

#[inline]
pub fn domain(email: &[u8]) -> &[u8] {
    let at = email.iter().rposition(|&byte| byte == b'@');
    &email[at.map_or(0, |at| at + 1)..]
}

fn column_of(ids: Vec<u8>) -> TextColumn {
    TextColumn {
        ends: (ID_LENGTH as u32..=ids.len() as u32).step_by(ID_LENGTH).collect(),
        text: id::text(ids),
    }
}

pub fn column(column: &TextColumn) -> columns::TextColumn<'_> {
    columns::TextColumn {
        text: &column.text,
        ends: &column.ends,
    }
}
