//! Reads one user from one JSON object.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::batch::{Batch, Span};
use crate::columns::{Columns, FIELDS};
use crate::flaw::{Defect, Field, Flaw};
use crate::number::whole;
use crate::position::Position;
use crate::trim::trim;
use crate::value::Value;

/// Adds the user in `record` to the batch, or what is wrong with it. Notes the keys that are skipped.
pub fn read_into(batch: &mut Batch, record: &[u8], columns: &Columns, skipped: &mut SkippedKeys, span: Span) {
    match read(record, columns, skipped) {
        Ok((name, email, age)) => batch.push(trim(&name), trim(&email), age, span),
        Err(flaw) => batch.push_unreadable(flaw, span),
    }
}

type User<'a> = (Cow<'a, str>, Cow<'a, str>, u32);

fn read<'a>(record: &'a [u8], columns: &Columns, skipped: &mut SkippedKeys) -> Result<User<'a>, Flaw> {
    let text = simdutf8::compat::from_utf8(record).map_err(|error| Flaw::invalid_utf8(error.valid_up_to(), record))?;
    if !text.trim_ascii_start().starts_with('{') {
        return Err(match serde_json::from_str::<Value>(text) {
            Ok(value) => wrong_type(Field::Record, "an object", value.kind()),
            Err(error) => malformed(&error, text, "record"),
        });
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Object { columns, skipped }.deserialize(&mut reader);
    let read = read.and_then(|fields| reader.end().map(|()| fields));
    let [name, email, age] = read.map_err(|error| malformed(&error, text, "record"))?;
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
    whole(literal).ok_or_else(|| match serde_json::from_str(literal) {
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
        bytes: None,
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
        bytes: None,
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
    /// The rank of the key among those of the field, and the value.
    Once(usize, &'a RawValue),
    Twice(usize),
}

impl<'a> Occurrence<'a> {
    fn add(&mut self, rank: usize, value: &'a RawValue) {
        *self = match self {
            Occurrence::Once(known, _) | Occurrence::Twice(known) if *known < rank => return,
            Occurrence::Once(known, _) | Occurrence::Twice(known) if *known == rank => Occurrence::Twice(rank),
            _ => Occurrence::Once(rank, value),
        };
    }

    fn once(self, field: Field) -> Result<&'a RawValue, Flaw> {
        let (defect, message) = match self {
            Occurrence::Once(_, value) => return Ok(value),
            Occurrence::Never => (Defect::MissingField, "Missing"),
            Occurrence::Twice(_) => (Defect::DuplicateField, "Given twice"),
        };
        Err(Flaw {
            field,
            defect,
            message: message.into(),
            found: None,
            bytes: None,
        })
    }
}

/// Reads the three fields of an object; other keys are skipped.
struct Object<'c> {
    columns: &'c Columns,
    skipped: &'c mut SkippedKeys,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = [Occurrence<'de>; 3];

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = [Occurrence<'de>; 3];

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Self::Value::default();
        while let Some(Key(key)) = map.next_key()? {
            match self.columns.key(&key) {
                Some((field, rank)) => fields[field].add(rank, map.next_value()?),
                None => {
                    self.skipped.add(&key);
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(fields)
    }
}

/// A member of an object.
pub struct Member<'a> {
    pub key: Cow<'a, str>,
    pub value: &'a str,
    /// Which field it is.
    pub field: Option<usize>,
}

/// All members of an object in their order; `None` if the text isn't one. A field is the same one that
/// [`read_into`] reads.
pub fn members<'a>(text: &'a str, columns: &Columns) -> Option<Vec<Member<'a>>> {
    let Members(all) = serde_json::from_str(text).ok()?;
    let mut best: [Option<(usize, usize)>; FIELDS.len()] = Default::default();
    for (at, (Key(key), _)) in all.iter().enumerate() {
        if let Some((field, rank)) = columns.key(key)
            && best[field].is_none_or(|(known, _)| rank < known)
        {
            best[field] = Some((rank, at));
        }
    }
    let field = |at| best.iter().position(|place| place.is_some_and(|(_, best)| best == at));
    let member = |(at, (Key(key), value)): (usize, (Key<'a>, &'a RawValue))| Member {
        key,
        value: value.get(),
        field: field(at),
    };
    Some(all.into_iter().enumerate().map(member).collect())
}

struct Members<'a>(Vec<(Key<'a>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut all = Vec::new();
                while let Some(member) = map.next_entry()? {
                    all.push(member);
                }
                Ok(Members(all))
            }
        }
        deserializer.deserialize_map(All)
    }
}

/// The keys of objects that are skipped: the first few that occur.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SkippedKeys {
    pub keys: Vec<String>,
    /// There were others.
    pub has_more: bool,
}

impl SkippedKeys {
    fn add(&mut self, key: &str) {
        const MOST: usize = 10;
        if self.has_more || self.keys.iter().any(|known| known == key) {
            return;
        }
        if self.keys.len() == MOST {
            self.has_more = true;
        } else {
            self.keys.push(key.into());
        }
    }

    /// Adds the keys that occur next.
    pub fn append(&mut self, next: &SkippedKeys) {
        next.keys.iter().for_each(|key| self.add(key));
        self.has_more |= next.has_more;
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
