//! Rows as text.

use std::fmt::Write;

use escape::{inert, inert_json};

/// The width to which a column is aligned. One long value must not make every other row as long.
const WIDEST: usize = 1000;

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// Aligned columns under their names: numbers to the right, other values to the left. Invisible characters are escaped,
/// so each row is one line.
pub fn table(columns: &[String], rows: &[Vec<Value>]) -> String {
    let names: Vec<String> = columns.iter().map(|name| inert(name)).collect();
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|value| inert(&shown(value, "null"))).collect())
        .collect();
    let width = |column: usize| {
        let cells = cells.iter().map(|row| &row[column]);
        let longest = cells.chain([&names[column]]).map(|cell| cell.chars().count()).max();
        longest.map(|width| width.min(WIDEST))
    };
    let widths: Vec<usize> = (0..names.len()).filter_map(width).collect();
    let numeric = |column: usize| {
        rows.iter()
            .all(|row| !matches!(row[column], Value::Text(_) | Value::Blob(_)))
    };
    let right: Vec<bool> = (0..names.len()).map(numeric).collect();
    let line = |cells: &[String]| {
        let padded = cells
            .iter()
            .zip(&widths)
            .zip(&right)
            .map(|((cell, width), right)| match right {
                true => format!("{cell:>width$}"),
                false => format!("{cell:<width$}"),
            });
        let line = padded.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut text = line(&names) + &line(&rules);
    text.extend(cells.iter().map(|row| line(row)));
    text
}

/// RFC 4180, except that lines end in LF.
pub fn csv(columns: &[String], rows: &[Vec<Value>]) -> String {
    let line = |fields: Vec<String>| {
        // An empty line would not be a record.
        let only_empty = fields.len() == 1 && fields[0].is_empty();
        let quoted = |field: String| match only_empty || field.contains(['"', ',', '\r', '\n']) {
            true => format!("\"{}\"", field.replace('"', "\"\"")),
            false => field,
        };
        fields.into_iter().map(quoted).collect::<Vec<_>>().join(",") + "\n"
    };
    let rows = rows
        .iter()
        .map(|row| line(row.iter().map(|value| shown(value, "")).collect()));
    line(columns.to_vec()) + &rows.collect::<String>()
}

/// One object per line.
pub fn ndjson(columns: &[String], rows: &[Vec<Value>]) -> String {
    let names: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
    let line = |row: &Vec<Value>| {
        let fields = names.iter().zip(row).map(|(name, value)| {
            let value = match value {
                Value::Real(number) if !number.is_finite() => "null".into(),
                Value::Text(text) => quoted(text),
                Value::Blob(_) => quoted(&shown(value, "")),
                _ => shown(value, "null"),
            };
            format!("{name}:{value}")
        });
        format!("{{{}}}\n", fields.collect::<Vec<_>>().join(","))
    };
    rows.iter().map(line).collect()
}

/// A value by itself.
fn shown(value: &Value, null: &str) -> String {
    match value {
        Value::Null => null.into(),
        Value::Integer(number) => number.to_string(),
        // With a point or an exponent, so that it isn't taken for an integer.
        Value::Real(number) => format!("{number:?}"),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => {
            let mut text = String::from("x'");
            for byte in bytes {
                let _ = write!(text, "{byte:02x}");
            }
            text + "'"
        }
    }
}

fn quoted(text: &str) -> String {
    inert_json(&serde_json::to_string(text).expect("a string can be written to memory"))
}
