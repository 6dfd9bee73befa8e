//! What `rejects.csv` has besides the columns of its input, so that it can be an input again: further columns, and a `'` in
//! front of values that a spreadsheet could take for formulas.

use std::ops::Range;

pub const LINE: &str = "line";
pub const ERRORS: &str = "errors";
pub const INPUT: &str = "input";

/// The columns in a header that an earlier run added. They may have been moved together.
pub fn added(names: &[String]) -> Range<usize> {
    match names.windows(2).rposition(|pair| pair == [LINE, ERRORS]) {
        None => 0..0,
        Some(start) => {
            let end = start + 2;
            start..end + usize::from(names.get(end).is_some_and(|name| name == INPUT))
        }
    }
}

/// Whether a spreadsheet could take a value for a formula, or it already has a `'` in front because of that. White space
/// alone is no formula.
pub fn is_risky(value: &str) -> bool {
    let inside = value.trim_start_matches(|one: char| one == '\'' || one.is_whitespace());
    let after = value.trim_start_matches('\'');
    inside.starts_with(['=', '+', '-', '@']) || after.starts_with(['\t', '\r']) && !after.trim().is_empty()
}

/// A value without the `'` in front of it.
pub fn unguarded(value: &str) -> &str {
    match value.strip_prefix('\'') {
        Some(rest) if is_risky(rest) => rest,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_added_together() {
        for (header, expected) in [
            ("name,email,age", 0..0),
            ("name,email,age,line,errors", 3..5),
            ("name,email,age,line,errors,input", 3..6),
            ("line,errors,name,email,age", 0..2),
            ("line,errors,name,email,age,line,errors", 5..7),
            ("name,line,email,errors,age", 0..0),
            ("name,email,age,errors,line", 0..0),
            ("name,email,age,input", 0..0),
            ("", 0..0),
        ] {
            let names: Vec<String> = header.split(',').map(String::from).collect();
            assert_eq!(added(&names), expected, "{header}");
        }
    }

    #[test]
    fn a_guard_is_removed_and_nothing_else() {
        for value in [
            "=1+1", "+49", "-5", "@a", "\t=", "\r", "\rx ", "\t'\t", "'\tx\t", "'=1", "''=1", " =1", " '=1", "'", "''",
            "Ann", "O'Neil", "'Ann'", "", "'\t", "\u{a0}=1",
        ] {
            let guarded = match is_risky(value) {
                true => format!("'{value}"),
                false => value.into(),
            };
            assert_eq!(unguarded(&guarded), value);
            // Also if white space around it is removed before, as around every value.
            assert_eq!(unguarded(guarded.trim()).trim(), value.trim());
        }
        for risky in ["=1", "+1", "-1", "@1", "\t1", "\r1", "'=1", " =1"] {
            assert!(is_risky(risky), "{risky:?}");
        }
        for plain in ["1=", "Ann", "'Ann", "", "'", "1-1", " Ann"] {
            assert!(!is_risky(plain), "{plain:?}");
        }
    }
}
