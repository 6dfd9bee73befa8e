//! Finds the columns by name.

use super::records::{FieldSpan, Record};
use super::{Text, stray_character};
use crate::batch::Flaw;
use crate::error::{InputError, quoted};
use crate::position::Position;

const WHAT: &str = "the CSV header";
const WANTED: [&str; 3] = ["name", "email", "age"];

/// Which column holds what.
#[derive(Debug)]
pub struct Header {
    pub columns: usize,
    pub name: usize,
    pub email: usize,
    pub age: usize,
}

impl Header {
    pub(super) fn read(
        text: Result<Text, Flaw>,
        record: &Record,
        fields: &[FieldSpan],
        position: Position,
    ) -> Result<Header, InputError> {
        let fail = |found: String| InputError {
            position,
            what: WHAT,
            found,
            expected: "the columns `name`, `email` and `age`, each once".into(),
        };
        let text = text.map_err(|flaw| fail(flaw.message))?;
        if let Some(stray) = record.stray {
            let flaw = stray_character(text.get(record.start, record.end), stray - record.start);
            return Err(fail(flaw.message));
        }
        let found: Vec<String> = fields
            .iter()
            .map(|field| text.value(field).trim().to_lowercase())
            .collect();
        let column = |wanted: &str| {
            let mut places = (0..).zip(&found).filter(|(_, name)| *name == wanted);
            match (places.next(), places.next()) {
                (Some((place, _)), None) => Ok(place),
                _ => Err(fail(format!("the columns {}", list(&found)))),
            }
        };
        let [name, email, age] = WANTED;
        Ok(Header {
            columns: fields.len(),
            name: column(name)?,
            email: column(email)?,
            age: column(age)?,
        })
    }

    /// How many columns no one asked for.
    pub fn ignored(&self) -> usize {
        self.columns - WANTED.len()
    }

    /// The error of an input without any.
    pub fn absent(position: Position) -> InputError {
        InputError {
            position,
            what: WHAT,
            found: "the end of the input".into(),
            expected: "a line with the columns `name`, `email` and `age`".into(),
        }
    }
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    names.join(", ")
}
