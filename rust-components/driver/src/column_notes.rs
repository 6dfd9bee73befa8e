//! What people should know about the columns of an input, in words.

use crate::csv::added::added;
use crate::csv::detect::Layout;
use crate::error::quoted;

/// How many names of columns are shown.
const MOST_NAMES: usize = 10;

/// What the header tells: whether the layout is a guess, and which columns are dropped.
pub fn of_header(layout: &Layout) -> Vec<String> {
    let mut notes: Vec<String> = layout.guess.clone().into_iter().collect();
    let added: Vec<&str> = layout.names[added(&layout.names)].iter().map(String::as_str).collect();
    if let Some(words) = list(&added, Vec::new()) {
        notes.push(format!(
            "an earlier run wrote this file: its columns {words} are dropped"
        ));
    }
    notes
}

/// The same, and which further columns are kept or left out.
pub fn of_columns(layout: &Layout, keep_columns: bool) -> Vec<String> {
    let mut notes = of_header(layout);
    let what = if keep_columns { "kept" } else { "left out" };
    notes.extend(further(layout).map(|words| format!("columns {what}: {words}")));
    notes
}

/// The columns that are no field, in words.
pub fn further(layout: &Layout) -> Option<String> {
    let added = added(&layout.names);
    let columns = layout.names.iter().enumerate();
    let columns = columns.filter(|(at, _)| layout.header.field(*at).is_none() && !added.contains(at));
    let (named, unnamed): (Vec<_>, Vec<_>) = columns
        .map(|(_, name)| name.as_str())
        .partition(|name| !name.is_empty());
    let shown = &named[..named.len().min(MOST_NAMES)];
    let mut more = Vec::new();
    if named.len() > shown.len() {
        more.push(format!("{} more", named.len() - shown.len()));
    }
    if !unnamed.is_empty() {
        more.push(format!("{} without a name", unnamed.len()));
    }
    list(shown, more)
}

/// Names and what else there is; `None` without any.
pub fn list(names: &[&str], more: Vec<String>) -> Option<String> {
    let names = names.iter().map(|name| quoted(name));
    let mut all: Vec<String> = names.chain(more).collect();
    let last = all.pop()?;
    Some(match all.is_empty() {
        true => last,
        false => format!("{} and {last}", all.join(", ")),
    })
}
