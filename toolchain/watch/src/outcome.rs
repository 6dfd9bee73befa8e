//! What a run wrote, and how it differs from the run before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// How many lines of a file are shown, and how much of each.
const LINES: usize = 8;
const WIDTH: usize = 116;
/// How much of a long line precedes its first change.
const BEFORE: usize = 30;

/// The files of a run by name.
pub struct Outcome(BTreeMap<String, String>);

impl Outcome {
    pub fn read(folder: &Path) -> Result<Outcome> {
        let unreadable = || format!("cannot read the outcome in `{}`", folder.display());
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(folder).with_context(unreadable)? {
            let path = entry.with_context(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.insert(name, fs::read_to_string(&path).with_context(unreadable)?);
        }
        Ok(Outcome(files))
    }

    fn total(&self, name: &str) -> String {
        let summary = self.0.get("summary.json").map_or("", String::as_str);
        let summary: Value = serde_json::from_str(summary).unwrap_or_default();
        summary[name].to_string()
    }

    /// Such as `50 read, 31 accepted, 19 rejected`.
    pub fn counts(&self) -> String {
        let [read, accepted, rejected] = ["read", "accepted", "rejected"].map(|name| self.total(name));
        format!("{read} read, {accepted} accepted, {rejected} rejected")
    }

    /// What is different in it from `last`: totals and changed lines. If records changed, the reports are only named.
    pub fn since(&self, last: &Outcome) -> String {
        if self.0 == last.0 {
            return format!("no change in the outcome: {}\n", self.counts());
        }
        let (now, then) = (self.counts(), last.counts());
        let mut text = if now == then {
            format!("{now}, as before\n")
        } else {
            format!("{now}; before: {then}\n")
        };
        let all: BTreeSet<&String> = self.0.keys().chain(last.0.keys()).collect();
        let changed = all.into_iter().filter(|name| self.0.get(*name) != last.0.get(*name));
        let (records, derived): (Vec<_>, Vec<_>) = changed.partition(|name| name.ends_with(".ndjson"));
        let (shown, named) = if records.is_empty() {
            (derived, Vec::new())
        } else {
            (records, derived)
        };
        for name in shown {
            let file = |outcome: &Outcome| readable(outcome.0.get(name).map_or("", String::as_str));
            text += &changes(name, &file(last), &file(self));
        }
        let named: Vec<_> = named.into_iter().map(String::as_str).collect();
        if !named.is_empty() {
            text += &format!("and so {}\n", named.join(", "));
        }
        text
    }
}

/// A rejected record as place and reasons; other lines as they are.
fn readable(text: &str) -> String {
    text.lines()
        .map(|line| reject(line).unwrap_or_else(|| line.into()) + "\n")
        .collect()
}

fn reject(line: &str) -> Option<String> {
    let reject: Value = serde_json::from_str(line).ok()?;
    let errors = reject.get("errors")?.as_array()?.iter();
    let reasons = errors.map(|error| {
        Some(format!(
            "{}: {}",
            error.get("field")?.as_str()?,
            error.get("message")?.as_str()?
        ))
    });
    let reasons: Option<Vec<String>> = reasons.collect();
    Some(format!(
        "record {}, line {}: {}",
        reject.get("record")?,
        reject.get("line")?,
        reasons?.join("; ")
    ))
}

/// The changed lines of a file under its name.
fn changes(name: &str, then: &str, now: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (then.lines().collect(), now.lines().collect());
    let mut shown = Vec::new();
    let mut counts = [0, 0];
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if op.tag() == DiffTag::Equal {
            continue;
        }
        let (removed, added) = (&old[op.old_range()], &new[op.new_range()]);
        counts = [counts[0] + removed.len(), counts[1] + added.len()];
        if removed.len() == added.len() {
            for (removed, added) in removed.iter().zip(added) {
                let start = removed
                    .chars()
                    .zip(added.chars())
                    .take_while(|(old, new)| old == new)
                    .count();
                shown.extend([
                    format!("- {}", excerpt(removed, start)),
                    format!("+ {}", excerpt(added, start)),
                ]);
            }
        } else {
            shown.extend(removed.iter().map(|line| format!("- {}", excerpt(line, 0))));
            shown.extend(added.iter().map(|line| format!("+ {}", excerpt(line, 0))));
        }
    }
    let mut text = format!("{name}: {} removed, {} added\n", lines(counts[0]), lines(counts[1]));
    for line in shown.iter().take(LINES) {
        text += &format!("  {line}\n");
    }
    if shown.len() > LINES {
        text += &format!("  and {} more\n", shown.len() - LINES);
    }
    text
}

fn lines(count: usize) -> String {
    if count == 1 {
        "1 line".into()
    } else {
        format!("{count} lines")
    }
}

/// A line, or as much of a long one as fits, from shortly before its first change.
fn excerpt(line: &str, start: usize) -> String {
    let length = line.chars().count();
    if length <= WIDTH {
        return line.into();
    }
    let skipped = start.saturating_sub(BEFORE).min(length - WIDTH);
    let shown: String = line.chars().skip(skipped).take(WIDTH).collect();
    let dots = |cut| if cut { "…" } else { "" };
    format!("{}{shown}{}", dots(skipped > 0), dots(skipped + WIDTH < length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(accepted: u32, users: &str) -> Outcome {
        let summary = format!(r#"{{"read": 2, "accepted": {accepted}, "rejected": {}}}"#, 2 - accepted);
        Outcome([("summary.json".into(), summary), ("users.ndjson".into(), users.into())].into())
    }

    #[test]
    fn totals_and_changed_lines_are_shown() {
        let (then, now) = (outcome(2, "Ann\nBen\n"), outcome(1, "Ann\n"));
        assert_eq!(
            then.since(&then),
            "no change in the outcome: 2 read, 2 accepted, 0 rejected\n"
        );
        let shown = now.since(&then);
        assert!(
            shown.starts_with("2 read, 1 accepted, 1 rejected; before: 2 read, 2 accepted, 0 rejected\n"),
            "{shown}"
        );
        assert!(
            shown.contains("users.ndjson: 1 line removed, 0 lines added\n  - Ben\nand so summary.json\n"),
            "{shown}"
        );
    }

    #[test]
    fn a_reject_is_shown_as_place_and_reasons() {
        let reject = r#"{"record":5,"line":6,"raw":"x","errors":[{"field":"age","message":"Invalid age"}]}"#;
        assert_eq!(readable(reject), "record 5, line 6: age: Invalid age\n");
        let user = r#"{"id":"usr_1","name":"Ann"}"#;
        assert_eq!(readable(user), format!("{user}\n"));
    }

    #[test]
    fn many_lines_and_long_lines_are_cut() {
        let many: String = (0..50).map(|line| format!("{line}\n")).collect();
        assert!(changes("a", "", &many).ends_with("  + 7\n  and 42 more\n"));
        let long = "x".repeat(300);
        let shown = changes("a", &format!("{long}1{long}\n"), &format!("{long}2{long}\n"));
        for sign in ["- ", "+ "] {
            let line = shown
                .lines()
                .find_map(|line| line.trim_start().strip_prefix(sign))
                .expect("a changed line");
            assert_eq!(line.chars().count(), WIDTH + 2);
            assert!(line.contains(['1', '2']), "{line}");
        }
    }
}
