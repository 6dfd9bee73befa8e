//! A file of limits: lines such as `max-memory = 1_000_000`, which is what TOML needs for it and all that is read.

use std::fs;
use std::path::Path;

use crate::failure::{Failure, reason};
use crate::sandbox::limits::Limit;

/// The limits that a file sets, in its order.
pub fn read(file: &Path) -> Result<Vec<(Limit, u64)>, Failure> {
    let shown = file.display();
    let text = fs::read(file).map_err(|error| {
        let why = reason(&error);
        Failure::Input(format!("cannot read the limits `{shown}`: {why}"))
    })?;
    parse(&text).map_err(|(line, column, what)| {
        Failure::Input(format!("{shown}:{line}:{column}: cannot read the limits: {what}"))
    })
}

/// Line and column, in bytes from 1, and what is wrong there.
type Wrong = (usize, usize, String);

fn parse(text: &[u8]) -> Result<Vec<(Limit, u64)>, Wrong> {
    let mut set: Vec<(Limit, u64)> = Vec::new();
    for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let number = at + 1;
        let Ok(line) = std::str::from_utf8(line) else {
            return Err((number, 1, "found bytes that aren't UTF-8, expected text".into()));
        };
        let content = line.split('#').next().unwrap_or_default().trim_end();
        let start = content.trim_start();
        if start.is_empty() {
            continue;
        }
        let column = |part: &str| number_of_bytes_before(line, part) + 1;
        let wrong = |part: &str, what: String| Err((number, column(part), what));
        let Some((name, value)) = start.split_once('=') else {
            return wrong(start, format!("found `{start}`, expected `NAME = NUMBER`"));
        };
        let (name, value) = (name.trim_end(), value.trim_start());
        let Some(limit) = Limit::ALL.into_iter().find(|limit| limit.name() == name) else {
            let names = Limit::ALL.map(|limit| format!("`{}`", limit.name())).join(", ");
            return wrong(start, format!("found `{name}`, expected one of {names}"));
        };
        if set.iter().any(|(known, _)| *known == limit) {
            return wrong(start, format!("found `{name}` a second time, expected it once"));
        }
        let range = limit.range();
        let Some(value) = whole(value).filter(|value| range.contains(value)) else {
            let (least, most) = (range.start(), range.end());
            let what = format!("found `{value}` for `{name}`, expected a whole number from {least} to {most}");
            return wrong(value, what);
        };
        set.push((limit, value));
    }
    Ok(set)
}

/// A whole number as TOML writes them, such as `1_000`.
fn whole(text: &str) -> Option<u64> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let plain = text.split('_').all(digits) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.replace('_', "").parse().ok()).flatten()
}

fn number_of_bytes_before(line: &str, part: &str) -> usize {
    part.as_ptr() as usize - line.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_blanks_and_comments() {
        let text = b"# all\n\n  timeout = 5 # seconds\r\nmax-memory=64_000_000";
        assert_eq!(parse(text), Ok(vec![(Limit::Timeout, 5), (Limit::Memory, 64_000_000)]));
        assert_eq!(parse(b""), Ok(vec![]));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let wrong = |text: &[u8]| parse(text).expect_err("it is wrong");
        assert_eq!(
            wrong(b"fuel = 1\n fuell = 1"),
            (
                2,
                2,
                "found `fuell`, expected one of `timeout`, `fuel`, `max-memory`, `max-stack`, `max-tables`, \
                 `max-table-elements`, `max-handles`, `max-call-bytes`, `max-record-bytes`, `max-report-bytes`"
                    .into()
            )
        );
        assert_eq!(
            wrong(b"fuel = 1\nfuel = 2"),
            (2, 1, "found `fuel` a second time, expected it once".into())
        );
        assert_eq!(
            wrong(b"[limits]"),
            (1, 1, "found `[limits]`, expected `NAME = NUMBER`".into())
        );
        assert_eq!(
            wrong(b"fuel = \xff"),
            (1, 1, "found bytes that aren't UTF-8, expected text".into())
        );
        let what = "found `` for `fuel`, expected a whole number from 1 to 9007199254740991";
        assert_eq!(wrong(b"fuel = # none"), (1, 7, what.into()));
        for value in [
            "x",
            "-1",
            "1.5",
            "0",
            "007",
            "1__0",
            "_1",
            "1_",
            "31_536_001",
            "99999999999999999999",
        ] {
            let what = format!("found `{value}` for `timeout`, expected a whole number from 1 to 31536000");
            assert_eq!(wrong(format!("timeout = {value}").as_bytes()), (1, 11, what));
        }
    }
}
