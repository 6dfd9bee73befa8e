//! Judges a whole batch: columns in, violations out.

use crate::rules::{Rule, Rules};

/// A text column: value `i` is the bytes `ends[i-1]..ends[i]` of `text`.
#[derive(Clone, Copy)]
pub struct TextColumn<'a> {
    pub text: &'a str,
    pub ends: &'a [u32],
}

impl<'a> TextColumn<'a> {
    /// The values in order.
    ///
    /// # Panics
    /// If the last end isn't that of the text; while iterating, if an end isn't on a character boundary, descends or lies
    /// outside the text. Each is a bug of the caller.
    pub fn values(self) -> impl ExactSizeIterator<Item = &'a str> {
        let end = self.ends.last().map_or(0, |&end| end as usize);
        assert_eq!(end, self.text.len(), "a column goes on after its last value");
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let value = &self.text[start..end as usize];
            start = end as usize;
            value
        })
    }
}

/// Every violation in the batch, in row order, and in field order within a row.
///
/// # Panics
/// If the columns differ in length, or a text column is malformed.
pub fn violations(rules: &Rules, names: TextColumn, emails: TextColumn, ages: &[u32]) -> Vec<(u32, Rule)> {
    assert_eq!(names.ends.len(), ages.len(), "names and ages differ in length");
    assert_eq!(emails.ends.len(), ages.len(), "emails and ages differ in length");
    let mut found = Vec::new();
    let rows = names.values().zip(emails.values()).zip(ages);
    for (row, ((name, email), &age)) in (0u32..).zip(rows) {
        found.extend(rules.broken(name, email, age).map(|rule| (row, rule)));
    }
    found
}
