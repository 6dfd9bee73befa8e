//! Finds the columns by name.

use super::records::{FieldSpan, Record};
use super::text::{Text, stray_character};
use crate::error::{InputError, quoted};
use crate::position::Position;

const WHAT: &str = "the CSV header";
const WANTED: [&str; 3] = ["name", "email", "age"];

/// The position of each column.
#[derive(Debug)]
pub struct Header {
    pub columns: usize,
    pub name: usize,
    pub email: usize,
    pub age: usize,
}

impl Header {
    pub fn read(
        text: Result<Text, usize>,
        record: &Record,
        fields: &[FieldSpan],
        position: Position,
    ) -> Result<Header, InputError> {
        let fail = |found: String, expected: &str| InputError {
            position,
            what: WHAT,
            found,
            expected: expected.into(),
        };
        let text = text.map_err(|offset| fail(format!("invalid UTF-8 at byte {}", offset + 1), "UTF-8"))?;
        if let Some(stray) = record.stray {
            let at = stray - record.start;
            let character = quoted(stray_character(text.get(record.start, record.end), at));
            let found = format!("{character} after the closing quote at byte {at}");
            return Err(fail(found, "`,` or a line end"));
        }
        let found: Vec<String> = fields.iter().map(|field| text.value(field).trim().to_owned()).collect();
        let mut columns = [0; WANTED.len()];
        let (mut missing, mut repeated) = (Vec::new(), Vec::new());
        for (column, wanted) in columns.iter_mut().zip(WANTED) {
            let mut places = (0..).zip(&found).filter(|(_, name)| name.to_lowercase() == wanted);
            match (places.next(), places.next()) {
                (Some((place, _)), None) => *column = place,
                (None, _) => missing.push(wanted),
                _ => repeated.push(wanted),
            }
        }
        for (how_many, names) in [("no", missing), ("more than one", repeated)] {
            if !names.is_empty() {
                let found = format!("{how_many} {} among {}", list(&names, " or "), shown(&found));
                return Err(fail(found, "the columns `name`, `email` and `age`, each once"));
            }
        }
        let [name, email, age] = columns;
        Ok(Header {
            columns: fields.len(),
            name,
            email,
            age,
        })
    }

    /// How many columns are not used.
    pub fn ignored(&self) -> usize {
        self.columns - WANTED.len()
    }

    /// The error of an input without a header.
    pub fn absent(position: Position) -> InputError {
        InputError {
            position,
            what: WHAT,
            found: "the end of the input".into(),
            expected: "a line with the columns `name`, `email` and `age`".into(),
        }
    }
}

fn list(names: &[impl AsRef<str>], between: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name.as_ref())).collect();
    names.join(between)
}

/// The columns that were found; a few of many.
fn shown(found: &[String]) -> String {
    const MOST: usize = 10;
    match found.len().checked_sub(MOST) {
        None | Some(0) => list(found, ", "),
        Some(more) => format!("{} and {more} more", list(&found[..MOST], ", ")),
    }
}
