//! Many calls as a table, one line per edge.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::trace::calls::{Edge, Totals};

const HEAD: [&str; 8] = ["from", "to", "function", "calls", "in", "out", "time", "own time"];
/// The columns with words; figures are aligned right.
const WORDS: usize = 3;

/// The edges that took the most time come first.
pub fn render(totals: &BTreeMap<Edge, Totals>) -> String {
    let mut edges: Vec<(&Edge, &Totals)> = totals.iter().collect();
    edges.sort_by_key(|(_, totals)| std::cmp::Reverse(totals.took));
    let mut rows = vec![HEAD.map(String::from)];
    for (edge, totals) in edges {
        rows.push([
            edge.from.to_string(),
            edge.to.to_string(),
            edge.short().to_owned(),
            totals.calls.to_string(),
            bytes(totals.argument_bytes),
            bytes(totals.result_bytes),
            time(totals.took),
            time(totals.own),
        ]);
    }
    let widths: [usize; 8] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    for row in &rows {
        let cells = row
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(at, (cell, width))| match at < WORDS {
                true => format!("{cell:width$}"),
                false => format!("{cell:>width$}"),
            });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

pub fn bytes(count: u64) -> String {
    match count as f64 {
        _ if count < 1000 => format!("{count} B"),
        bytes if bytes < 999_950.0 => format!("{:.1} kB", bytes / 1e3),
        bytes if bytes < 999_950_000.0 => format!("{:.1} MB", bytes / 1e6),
        bytes => format!("{:.1} GB", bytes / 1e9),
    }
}

pub fn time(time: Duration) -> String {
    match time.as_secs_f64() * 1e6 {
        micros if micros < 999.5 => format!("{micros:.1} µs"),
        micros if micros < 999_500.0 => format!("{:.1} ms", micros / 1e3),
        micros => format!("{:.2} s", micros / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short_and_have_units() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_000), "1.0 kB");
        assert_eq!(bytes(999_949), "999.9 kB");
        assert_eq!(bytes(999_950), "1.0 MB");
        assert_eq!(bytes(116_563_049), "116.6 MB");
        assert_eq!(time(Duration::from_nanos(1_250)), "1.2 µs");
        assert_eq!(time(Duration::from_micros(45_600)), "45.6 ms");
        assert_eq!(time(Duration::from_millis(1_234)), "1.23 s");
    }
}
