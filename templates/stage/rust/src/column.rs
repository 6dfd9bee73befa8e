//! The same, done to a column: all values one after the other in one text, and where each of them ends.

use std::borrow::Cow;

/// The column of what `change` makes of each value.
///
/// # Panics
/// Where an end isn't on a character boundary, descends or lies outside the text: the contract makes that the caller's
/// bug.
pub fn map(text: &str, ends: &[u32], change: impl Fn(&str) -> Cow<str>) -> (String, Vec<u32>) {
    let mut changed = String::with_capacity(text.len());
    let mut start = 0;
    let ends = ends.iter().map(|&end| {
        changed.push_str(&change(&text[start..end as usize]));
        start = end as usize;
        u32::try_from(changed.len()).expect("a column has under 4 GiB")
    });
    let ends = ends.collect();
    (changed, ends)
}
