//! Which rejected records are shown as examples: a few, the same for every split of the input.

use std::borrow::Cow;
use std::rc::Rc;

use crate::stages::FieldError;

/// How many of the first records with an error are kept, and how many of those with most errors.
const FIRST: usize = 3;
const WORST: usize = 10;

/// A rejected record, without what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub record: u64,
    pub input: Rc<str>,
    pub line: u64,
    pub problems: Vec<Rc<FieldError>>,
}

/// Sorts by record.
pub fn in_order(examples: &mut [Example]) {
    examples.sort_by_key(|example| example.record);
}

/// The examples so far. It is told of every rejected record, in order.
#[derive(Debug, Default)]
pub struct Examples {
    /// How many records with an error are kept, by field and rule.
    kinds: Vec<(Cow<'static, str>, Cow<'static, str>, usize)>,
    first: Vec<Example>,
    /// The most errors first; of as many, in order.
    worst: Vec<Example>,
}

impl Examples {
    pub fn add(&mut self, record: u64, input: &Rc<str>, line: u64, problems: &[Rc<FieldError>]) {
        // Every problem is counted, so no short cut.
        let is_first = problems.iter().filter(|problem| self.is_first(problem)).count() > 0;
        let is_worst = self.worst.len() < WORST
            || self
                .worst
                .last()
                .is_some_and(|last| last.problems.len() < problems.len());
        if !is_first && !is_worst {
            return;
        }
        let example = Example {
            record,
            input: Rc::clone(input),
            line,
            problems: problems.to_vec(),
        };
        if is_worst {
            let at = self
                .worst
                .partition_point(|other| other.problems.len() >= problems.len());
            self.worst.insert(at, example.clone());
            self.worst.truncate(WORST);
        }
        if is_first {
            self.first.push(example);
        }
    }

    /// All of them, in the order of their records.
    pub fn all(&self) -> Vec<Example> {
        let mut all = [self.first.as_slice(), self.worst.as_slice()].concat();
        in_order(&mut all);
        all.dedup_by_key(|example| example.record);
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
