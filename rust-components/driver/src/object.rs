//! Reads one user from one JSON object.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::batch::{Batch, Span};
use crate::flaw::{Defect, Field, Flaw};
use crate::position::Position;
use crate::value::Value;

/// Adds the user in `record` to the batch, or what is wrong with it.
pub fn read_into(batch: &mut Batch, record: &[u8], span: Span) {
    match read(record) {
        Ok((name, email, age)) => batch.push(&name, &email, age, span),
        Err(flaw) => batch.push_unreadable(flaw, span),
    }
}

type User<'a> = (Cow<'a, str>, Cow<'a, str>, u32);

fn read(record: &[u8]) -> Result<User<'_>, Flaw> {
    let text = simdutf8::compat::from_utf8(record).map_err(|error| Flaw::invalid_utf8(error.valid_up_to()))?;
    if !text.trim_ascii_start().starts_with('{') {
        return Err(match serde_json::from_str::<Value>(text) {
            Ok(value) => wrong_type(Field::Record, "an object", value.kind()),
            Err(error) => malformed(&error, text, "record"),
        });
    }
    let object: Object = serde_json::from_str(text).map_err(|error| malformed(&error, text, "record"))?;
    let [name, email, age] = object.fields;
    // In field order, as the rules are.
    let name = string(name.once(Field::Name)?, Field::Name)?;
    let email = string(email.once(Field::Email)?, Field::Email)?;
    let age = whole_number(age.once(Field::Age)?)?;
    Ok((name, email, age))
}

fn string(value: &RawValue, field: Field) -> Result<Cow<'_, str>, Flaw> {
    let literal = value.get();
    // Without escapes the text between the quotes is the value.
    if let Some(plain) = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
        && !plain.contains('\\')
    {
        return Ok(Cow::Borrowed(plain));
    }
    match serde_json::from_str::<Value>(literal) {
        Ok(Value::String(value)) => Ok(value),
        Ok(other) => Err(wrong_type(field, "a string", other.kind())),
        Err(error) => Err(Flaw {
            field,
            ..malformed(&error, literal, "value")
        }),
    }
}

fn whole_number(value: &RawValue) -> Result<u32, Flaw> {
    let literal = value.get();
    literal.parse().map_err(|_| match serde_json::from_str(literal) {
        Ok(Value::Other("a number")) | Err(_) => Flaw::bad_age(literal),
        Ok(other) => wrong_type(Field::Age, "a whole number", other.kind()),
    })
}

fn wrong_type(field: Field, expected: &str, found: &str) -> Flaw {
    Flaw {
        field,
        defect: Defect::WrongType,
        message: format!("Expected {expected}, found {found}"),
        found: None,
    }
}

fn malformed(error: &serde_json::Error, text: &str, whole: &str) -> Flaw {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let reason = message.strip_suffix(&place).unwrap_or(&message);
    // serde_json reports the position of the error, but for a control character sometimes the position before it.
    let found = match reason.starts_with("control character") {
        true => control_in_string(text).map(|at| Position::default().after(&text.as_bytes()[..at])),
        false => None,
    };
    let (line, column) = match found {
        Some(Position { line, column }) => (line as usize, column as usize),
        None => (error.line(), error.column()),
    };
    let place = match line {
        0 | 1 => format!("column {column}"),
        line => format!("line {line}, column {column}"),
    };
    Flaw {
        field: Field::Record,
        defect: Defect::Malformed,
        message: format!("Malformed JSON: {reason} at {place} of the {whole}"),
        found: None,
    }
}

/// Where the first control character inside a string is.
fn control_in_string(text: &str) -> Option<usize> {
    let mut inside = false;
    let mut escaped = false;
    text.bytes().position(|byte| {
        let quote = byte == b'"' && !escaped;
        escaped = inside && byte == b'\\' && !escaped;
        inside ^= quote;
        inside && byte < b' '
    })
}

/// How often a key occurred, and its value.
#[derive(Default)]
enum Occurrence<'a> {
    #[default]
    Never,
    Once(&'a RawValue),
    Twice,
}

impl<'a> Occurrence<'a> {
    fn add(&mut self, value: &'a RawValue) {
        *self = match self {
            Occurrence::Never => Occurrence::Once(value),
            _ => Occurrence::Twice,
        };
    }

    fn once(self, field: Field) -> Result<&'a RawValue, Flaw> {
        let (defect, message) = match self {
            Occurrence::Once(value) => return Ok(value),
            Occurrence::Never => (Defect::MissingField, "Missing"),
            Occurrence::Twice => (Defect::DuplicateField, "Given twice"),
        };
        Err(Flaw {
            field,
            defect,
            message: message.into(),
            found: None,
        })
    }
}

/// The three keys of an object; others are skipped.
#[derive(Default)]
struct Object<'a> {
    fields: [Occurrence<'a>; 3],
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut object = Object::default();
                while let Some(Key(key)) = map.next_key()? {
                    let field = match &*key {
                        "name" => 0,
                        "email" => 1,
                        "age" => 2,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    object.fields[field].add(map.next_value()?);
                }
                Ok(object)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// A key, borrowed if it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(key) => Ok(Key(key)),
            Value::Other(kind) => Err(D::Error::custom(format!("expected a key, found {kind}"))),
        }
    }
}
