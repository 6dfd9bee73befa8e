//! Reads users from the JSON of a request.

use serde_json::{Map, Value};

use crate::imports::{FieldError, NewUser, Position};
use crate::problem::{self, Problem};

/// A user, or the errors in the types of its fields.
pub type Decoded = Result<NewUser, Vec<FieldError>>;

#[derive(Debug, PartialEq, Eq)]
pub enum Posted {
    One(Decoded),
    Many(Vec<Decoded>),
}

pub fn posted(body: &[u8]) -> Result<Posted, Problem> {
    match serde_json::from_slice(body) {
        Ok(Value::Array(users)) => Ok(Posted::Many(users.into_iter().map(user).collect())),
        Ok(one) => Ok(Posted::One(user(one))),
        Err(error) => {
            let message = error.to_string();
            let place = format!(" at line {} column {}", error.line(), error.column());
            let reason = message.strip_suffix(&place).unwrap_or(&message);
            let position = Position {
                line: error.line() as u64,
                column: error.column() as u64,
            };
            Err(Problem::new(&problem::MALFORMED, format!("Malformed JSON: {reason}")).at(Some(position)))
        }
    }
}

fn user(value: Value) -> Decoded {
    let Value::Object(mut object) = value else {
        return Err(vec![error("record", "an object", &value)]);
    };
    let mut errors = Vec::new();
    let name = field(&mut object, "name", text, &mut errors);
    let email = field(&mut object, "email", text, &mut errors);
    let age = field(&mut object, "age", whole_number, &mut errors);
    match (name, email, age) {
        (Some(name), Some(email), Some(age)) => Ok(NewUser { name, email, age }),
        _ => Err(errors),
    }
}

fn field<T>(
    object: &mut Map<String, Value>,
    name: &str,
    read: impl FnOnce(Value) -> Result<T, (&'static str, Value)>,
    errors: &mut Vec<FieldError>,
) -> Option<T> {
    let Some(value) = object.remove(name) else {
        errors.push(FieldError {
            field: name.into(),
            message: "Missing".into(),
        });
        return None;
    };
    read(value)
        .map_err(|(expected, found)| errors.push(error(name, expected, &found)))
        .ok()
}

fn text(value: Value) -> Result<String, (&'static str, Value)> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(("a string", other)),
    }
}

fn whole_number(value: Value) -> Result<u32, (&'static str, Value)> {
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    number.ok_or(("a whole number from 0 to 4294967295", value))
}

fn error(field: &str, expected: &str, found: &Value) -> FieldError {
    let found = match found {
        Value::Null => "null".into(),
        Value::Bool(_) => "a boolean".into(),
        Value::Number(number) => number.to_string(),
        Value::String(_) => "a string".into(),
        Value::Array(_) => "an array".into(),
        Value::Object(_) => "an object".into(),
    };
    FieldError {
        field: field.into(),
        message: format!("Expected {expected}, found {found}"),
    }
}
