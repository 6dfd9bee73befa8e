//! The service on several threads. Each counts for itself; the table of addresses is shared.

use std::hash::BuildHasher;

use driver::batch::Batch;
use driver::outcome::{Duplicate, Outcome};
use foldhash::fast::FixedState;
use siphasher::sip128::SipHasher24;
use validator::columns;
use validator::rules::Rule;

use super::id::{Hash, ID_LENGTH, hash, hasher, push_id};
use super::table::Table;
use super::{AHEAD, RULES, Tally, canonical, column, column_of, domain};
use crate::turns::Turns;

/// The addresses, split by hash. Blocks use a shard in their order, each for a small part of its time, and while one block uses
/// a shard the next uses the shard before.
pub struct Shards(Box<[Turns<Table>]>);

impl Shards {
    pub fn new(threads: usize) -> Shards {
        let count = (2 * threads).next_power_of_two();
        Shards((0..count).map(|_| Turns::new(1, Table::default())).collect())
    }
}

/// What one thread needs.
pub struct Share<'a> {
    shards: &'a Shards,
    /// The number of the next record in the run.
    pub record: u64,
    tally: Tally,
    hasher: SipHasher24,
    domains: FixedState,
    // Reused from batch to batch.
    lower: String,
    hashes: Vec<Hash>,
    /// By shard.
    candidates: Vec<Vec<Candidate>>,
    /// The first record with each row's address; 0 for a row that breaks a rule.
    firsts: Vec<u64>,
}

/// A row that breaks no rule.
#[derive(Clone, Copy)]
struct Candidate {
    row: u32,
    record: u64,
}

impl<'a> Share<'a> {
    pub fn new(shards: &'a Shards) -> Share<'a> {
        Share {
            shards,
            record: 1,
            tally: Tally::default(),
            hasher: hasher(),
            domains: FixedState::default(),
            lower: String::new(),
            hashes: Vec::new(),
            candidates: vec![Vec::new(); shards.0.len()],
            firsts: Vec::new(),
        }
    }

    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Adds the counts of another thread.
    pub fn add(&mut self, other: &Share) {
        self.tally.add(&other.tally, |domain| self.domains.hash_one(domain));
    }

    /// Validates a block, whose first record is `self.record`.
    pub fn judge(&mut self, batch: &Batch) -> Outcome<Rule> {
        let violations = columns::violations(&RULES, column(&batch.names), column(&batch.emails), &batch.ages);
        let mut lower = std::mem::take(&mut self.lower);
        let ends = canonical(&batch.emails, &mut lower);
        self.collect(batch, &violations, lower.as_bytes(), &ends);
        let records = (batch.rows() + batch.unreadable.len()) as u64;
        self.find_firsts(lower.as_bytes(), &ends, self.record + records);
        let outcome = self.decide(batch, violations, lower.as_bytes(), &ends);
        self.lower = lower;
        outcome
    }

    /// Hashes the addresses and splits the rows without violations among the shards.
    fn collect(&mut self, batch: &Batch, violations: &[(u32, Rule)], lower: &[u8], ends: &[u32]) {
        self.candidates.iter_mut().for_each(Vec::clear);
        self.hashes.clear();
        let last_shard = self.shards.0.len() - 1;
        let mut violations = violations.iter().map(|(row, _)| *row).peekable();
        let mut unreadable = batch.unreadable.iter().peekable();
        let (mut record, mut start) = (self.record, 0);
        for (row, &end) in (0u32..).zip(ends) {
            while unreadable.next_if(|one| one.before == row).is_some() {
                record += 1;
            }
            let hash = hash(&self.hasher, &lower[start..end as usize]);
            start = end as usize;
            self.hashes.push(hash);
            let mut valid = true;
            while violations.next_if_eq(&row).is_some() {
                valid = false;
            }
            if valid {
                self.candidates[hash.h1 as usize & last_shard].push(Candidate { row, record });
            }
            record += 1;
        }
    }

    /// Asks each shard for its candidates, when it is this block's turn. The next block begins with record `next`.
    fn find_firsts(&mut self, lower: &[u8], ends: &[u32], next: u64) {
        self.firsts.clear();
        self.firsts.resize(ends.len(), 0);
        for (shard, candidates) in self.shards.0.iter().zip(&self.candidates) {
            let mut table = shard.take(self.record);
            for some in candidates.chunks(AHEAD) {
                let hashes = some.iter().map(|one| self.hashes[one.row as usize].h2);
                let touched = hashes.fold(0, |sum, hash| sum ^ table.touch(hash));
                // The compiler would omit a load whose result is not used.
                std::hint::black_box(touched);
                for &Candidate { row, record } in some {
                    let row = row as usize;
                    let start = if row == 0 { 0 } else { ends[row - 1] as usize };
                    let email = &lower[start..ends[row] as usize];
                    self.firsts[row] = table.get_or_insert(self.hashes[row].h2, email, record).0.get();
                }
            }
            table.pass(next);
        }
    }

    /// Counts the records, and gives ids to the rows that are the first with their address.
    fn decide(&mut self, batch: &Batch, violations: Vec<(u32, Rule)>, lower: &[u8], ends: &[u32]) -> Outcome<Rule> {
        let mut duplicates = Vec::new();
        let mut ids = Vec::with_capacity(batch.rows() * ID_LENGTH);
        let mut unreadable = batch.unreadable.iter().peekable();
        let (mut record, mut start) = (self.record, 0);
        for (row, &end) in ends.iter().enumerate() {
            while let Some(one) = unreadable.next_if(|one| one.before as usize == row) {
                self.tally.unreadable(one);
                record += 1;
            }
            let email = &lower[start..end as usize];
            start = end as usize;
            self.tally.read += 1;
            match self.firsts[row] {
                0 => self.tally.rejected += 1,
                first if first == record => {
                    let domain = domain(email);
                    self.tally
                        .accept(self.domains.hash_one(domain), domain, batch.ages[row]);
                    push_id(&mut ids, self.hashes[row]);
                }
                first_record => {
                    self.tally.duplicates += 1;
                    self.tally.rejected += 1;
                    let row = row as u32;
                    duplicates.push(Duplicate { row, first_record });
                }
            }
            record += 1;
        }
        unreadable.for_each(|one| self.tally.unreadable(one));
        for (_, rule) in &violations {
            self.tally.violation(*rule);
        }
        Outcome {
            violations,
            duplicates,
            known: Vec::new(),
            ids: column_of(ids),
        }
    }
}
