//! Columns: all values in one text, and the end of each.

use std::borrow::Cow;

/// Applies `change` to each value of a column. Returns the new values in one text, and the end of each.
///
/// # Panics
/// If an end isn't on a character boundary, descends or lies outside the text, which is a bug of the caller.
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
