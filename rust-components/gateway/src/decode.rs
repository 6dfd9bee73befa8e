//! Reads users from the JSON of a request.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

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
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let read = if body.trim_ascii_start().starts_with(b"[") {
        serde_json::from_slice(body).map(|list: Vec<Value>| Posted::Many(list.into_iter().map(user).collect()))
    } else {
        serde_json::from_slice(body).map(|one| Posted::One(user(one)))
    };
    read.map_err(|error| {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = message.strip_suffix(&place).unwrap_or(&message);
        // The column is 0 if the body ends with a line end, or is empty.
        let position = Position {
            line: error.line().max(1) as u64,
            column: error.column().max(1) as u64,
        };
        Problem::new(&problem::MALFORMED, format!("Malformed JSON: {reason}")).at(Some(position))
    })
}

fn user(value: Value) -> Decoded {
    let Value::Object([name, email, age]) = value else {
        return Err(vec![error("record", "an object", &value)]);
    };
    let mut errors = Vec::new();
    let name = field(name, "name", text, &mut errors);
    let email = field(email, "email", text, &mut errors);
    let age = field(age, "age", whole_number, &mut errors);
    match (name, email, age) {
        (Some(name), Some(email), Some(age)) => Ok(NewUser { name, email, age }),
        _ => Err(errors),
    }
}

fn field<T>(
    occurrence: Occurrence,
    name: &str,
    read: impl FnOnce(Value) -> Result<T, (&'static str, Value)>,
    errors: &mut Vec<FieldError>,
) -> Option<T> {
    let read = match occurrence {
        Occurrence::Once(value) => read(*value).map_err(|(expected, found)| error(name, expected, &found)),
        Occurrence::Never => Err(wrong(name, "Missing")),
        Occurrence::Twice => Err(wrong(name, "Given twice")),
    };
    read.map_err(|error| errors.push(error)).ok()
}

fn text(value: Value) -> Result<String, (&'static str, Value)> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(("a string", other)),
    }
}

/// As in the description, where 30.0 and 3e1 are the integer 30, as JSON Schema defines it.
fn whole_number(value: Value) -> Result<u32, (&'static str, Value)> {
    let number = match &value {
        Value::Number(number) => match (number.as_u64(), number.as_f64()) {
            (Some(number), _) => u32::try_from(number).ok(),
            (None, Some(number)) if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) => {
                Some(number as u32)
            }
            _ => None,
        },
        _ => None,
    };
    number.ok_or(("a whole number from 0 to 4294967295", value))
}

fn error(field: &str, expected: &str, found: &Value) -> FieldError {
    let found = match found {
        Value::Null => "null".into(),
        Value::Bool => "a boolean".into(),
        Value::Number(number) => number.to_string(),
        Value::String(_) => "a string".into(),
        Value::Array => "an array".into(),
        Value::Object(_) => "an object".into(),
    };
    wrong(field, format!("Expected {expected}, found {found}"))
}

fn wrong(field: &str, message: impl Into<String>) -> FieldError {
    FieldError {
        field: field.into(),
        message: message.into(),
    }
}

/// A JSON value, as far as a user can consist of it.
enum Value {
    Null,
    Bool,
    Number(serde_json::Number),
    String(String),
    Array,
    /// The values of `name`, `email` and `age`; other keys are skipped.
    Object([Occurrence; 3]),
}

/// How often a key occurred, and its value.
#[derive(Default)]
enum Occurrence {
    #[default]
    Never,
    Once(Box<Value>),
    Twice,
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Value;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a value")
            }
            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
                Ok(Value::Bool)
            }
            fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
                Ok(Value::Number(number.into()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
                Ok(Value::Number(number.into()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
                // Every number of JSON is finite.
                Ok(serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number))
            }
            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::String(text.into()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Value::Array)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                let mut fields = <[Occurrence; 3]>::default();
                while let Some(key) = map.next_key::<String>()? {
                    let Some(at) = ["name", "email", "age"].iter().position(|name| *name == key) else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    let value = map.next_value()?;
                    fields[at] = match fields[at] {
                        Occurrence::Never => Occurrence::Once(Box::new(value)),
                        _ => Occurrence::Twice,
                    };
                }
                Ok(Value::Object(fields))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
