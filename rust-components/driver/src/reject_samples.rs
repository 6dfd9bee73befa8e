//! A few rejected records to show in the report: the same ones for every split of the input.

use std::borrow::Cow;
use std::rc::Rc;

use crate::outcome::FieldError;

/// How many of the first records with an error are kept, and how many of the records with the most errors.
const FIRST: usize = 3;
const WORST: usize = 10;

/// A rejected record, without its content. See `example` in my:user-service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectSample {
    pub record: u64,
    pub input: Rc<str>,
    pub line: u64,
    pub problems: Vec<Rc<FieldError>>,
}

/// Sorts by record.
pub fn in_order(samples: &mut [RejectSample]) {
    samples.sort_by_key(|sample| sample.record);
}

/// The samples so far. Every rejected record must be added, in order.
#[derive(Debug, Default)]
pub struct RejectSamples {
    /// How many records with an error are kept, by field and rule.
    kinds: Vec<(Cow<'static, str>, Cow<'static, str>, usize)>,
    first: Vec<RejectSample>,
    /// The most errors first; records with equally many in their order.
    worst: Vec<RejectSample>,
}

impl RejectSamples {
    pub fn add(&mut self, record: u64, input: &Rc<str>, line: u64, problems: &[Rc<FieldError>]) {
        // Every problem must be counted, so `any` won't do.
        let is_first = problems.iter().filter(|problem| self.is_first(problem)).count() > 0;
        let is_worst = self.worst.len() < WORST
            || self
                .worst
                .last()
                .is_some_and(|last| last.problems.len() < problems.len());
        if !is_first && !is_worst {
            return;
        }
        let sample = RejectSample {
            record,
            input: Rc::clone(input),
            line,
            problems: problems.to_vec(),
        };
        if is_worst {
            let at = self
                .worst
                .partition_point(|other| other.problems.len() >= problems.len());
            self.worst.insert(at, sample.clone());
            self.worst.truncate(WORST);
        }
        if is_first {
            self.first.push(sample);
        }
    }

    /// All of them, in the order of their records.
    pub fn all(&self) -> Vec<RejectSample> {
        let mut all = [self.first.as_slice(), self.worst.as_slice()].concat();
        in_order(&mut all);
        all.dedup_by_key(|sample| sample.record);
        all
    }

    /// Whether a problem is among the first of its kind. It counts as one from now on.
    fn is_first(&mut self, problem: &FieldError) -> bool {
        let kind = self
            .kinds
            .iter_mut()
            .find(|(field, rule, _)| *rule == problem.rule && *field == problem.field);
        match kind {
            None => self.kinds.push((problem.field.clone(), problem.rule.clone(), 1)),
            Some((_, _, count)) if *count < FIRST => *count += 1,
            Some(_) => return false,
        }
        true
    }
}
