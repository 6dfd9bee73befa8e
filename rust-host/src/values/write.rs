//! A value as JSON.

use serde::Serialize;
use serde::ser::{Error, SerializeMap, Serializer};
use wasmtime::component::Val;

/// A value that is written as JSON. Handles must have been replaced by numbers.
pub struct Json<'a>(pub &'a Val);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Val::Bool(value) => to.serialize_bool(*value),
            Val::S8(value) => to.serialize_i8(*value),
            Val::U8(value) => to.serialize_u8(*value),
            Val::S16(value) => to.serialize_i16(*value),
            Val::U16(value) => to.serialize_u16(*value),
            Val::S32(value) => to.serialize_i32(*value),
            Val::U32(value) => to.serialize_u32(*value),
            Val::S64(value) => to.serialize_i64(*value),
            Val::U64(value) => to.serialize_u64(*value),
            Val::Float32(value) => match not_finite(f64::from(*value)) {
                Some(name) => to.serialize_str(name),
                // As it will be when it is read again.
                None => to.serialize_f64(f64::from(*value)),
            },
            Val::Float64(value) => match not_finite(*value) {
                Some(name) => to.serialize_str(name),
                None => to.serialize_f64(*value),
            },
            Val::Char(value) => to.serialize_char(*value),
            Val::String(value) | Val::Enum(value) | Val::Variant(value, None) => to.serialize_str(value),
            Val::List(values) if matches!(values.first(), Some(Val::U8(_))) => bytes(values, to),
            Val::List(values) | Val::Tuple(values) | Val::FixedLengthList(values) => {
                to.collect_seq(values.iter().map(Json))
            }
            Val::Map(entries) => to.collect_seq(entries.iter().map(|(key, value)| (Json(key), Json(value)))),
            Val::Record(fields) => to.collect_map(fields.iter().map(|(name, value)| (name, Json(value)))),
            Val::Variant(name, Some(value)) => one(to, name, &Json(value)),
            Val::Flags(names) => to.collect_seq(names),
            Val::Option(None) => to.serialize_none(),
            Val::Option(Some(value)) if matches!(**value, Val::Option(_)) => one(to, "some", &Json(value)),
            Val::Option(Some(value)) => Json(value).serialize(to),
            Val::Result(Ok(value)) => one(to, "ok", &value.as_deref().map(Json)),
            Val::Result(Err(value)) => one(to, "error", &value.as_deref().map(Json)),
            Val::Resource(_) => Err(S::Error::custom("found a handle inside another value")),
            Val::Future(_) => Err(S::Error::custom("found a future")),
            Val::Stream(_) => Err(S::Error::custom("found a stream")),
            Val::ErrorContext(_) => Err(S::Error::custom("found an `error-context`")),
        }
    }
}

fn one<S: Serializer>(to: S, name: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}

fn not_finite(value: f64) -> Option<&'static str> {
    match value {
        value if value.is_nan() => Some("nan"),
        f64::INFINITY => Some("inf"),
        f64::NEG_INFINITY => Some("-inf"),
        _ => None,
    }
}

fn bytes<S: Serializer>(values: &[Val], to: S) -> Result<S::Ok, S::Error> {
    let byte = |value: &Val| match value {
        Val::U8(byte) => *byte,
        _ => 0,
    };
    match String::from_utf8(values.iter().map(byte).collect()) {
        Ok(text) => one(to, "utf8", &text),
        Err(error) => {
            let hex = error.as_bytes().iter().map(|byte| format!("{byte:02x}"));
            one(to, "hex", &hex.collect::<String>())
        }
    }
}
