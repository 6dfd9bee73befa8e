//! JSON as a value of a type.

use serde_json::Value;
use wasmtime::component::{ResourceType, Type, Val};

/// Why JSON isn't a value of a type.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Where it is in the value, such as `.users[3].name`.
    path: String,
    what: String,
}

impl std::fmt::Display for Misfit {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.as_str() {
            "" => to.write_str(&self.what),
            path => write!(to, "at `{path}`: {}", self.what),
        }
    }
}

impl Misfit {
    fn new(what: String) -> Misfit {
        let path = String::new();
        Misfit { path, what }
    }

    fn within(mut self, outer: &str) -> Misfit {
        self.path.insert_str(0, outer);
        self
    }
}

/// A handle that a value has: its type, whether it is owned, and its number.
pub type Handle = (ResourceType, bool, u32);

/// Makes the value of a type from JSON. `handle` makes the values of handles.
pub fn read(ty: &Type, json: &Value, handle: &mut impl FnMut(Handle) -> Result<Val, String>) -> Result<Val, Misfit> {
    let misfit = |expected: &str| Misfit::new(format!("found {}, expected {expected}", kind(json)));
    let whole = |name: &str| misfit(&format!("a whole number ({name})"));
    let signed = || json.as_i64();
    let unsigned = || json.as_u64();
    let text = || json.as_str().map(String::from).ok_or_else(|| misfit("a string"));
    let array = || json.as_array().ok_or_else(|| misfit("an array"));
    Ok(match ty {
        Type::Bool => Val::Bool(json.as_bool().ok_or_else(|| misfit("true or false"))?),
        Type::S8 => Val::S8(narrow(signed()).ok_or_else(|| whole("s8"))?),
        Type::U8 => Val::U8(narrow(unsigned()).ok_or_else(|| whole("u8"))?),
        Type::S16 => Val::S16(narrow(signed()).ok_or_else(|| whole("s16"))?),
        Type::U16 => Val::U16(narrow(unsigned()).ok_or_else(|| whole("u16"))?),
        Type::S32 => Val::S32(narrow(signed()).ok_or_else(|| whole("s32"))?),
        Type::U32 => Val::U32(narrow(unsigned()).ok_or_else(|| whole("u32"))?),
        Type::S64 => Val::S64(signed().ok_or_else(|| whole("s64"))?),
        Type::U64 => Val::U64(unsigned().ok_or_else(|| whole("u64"))?),
        Type::Float32 => Val::Float32(float(json).ok_or_else(|| misfit("a number"))? as f32),
        Type::Float64 => Val::Float64(float(json).ok_or_else(|| misfit("a number"))?),
        Type::Char => {
            let text = text()?;
            let mut characters = text.chars();
            match (characters.next(), characters.next()) {
                (Some(one), None) => Val::Char(one),
                _ => return Err(misfit("one character")),
            }
        }
        Type::String => Val::String(text()?),
        Type::List(list) if list.ty() == Type::U8 && json.is_object() => Val::List(
            of_bytes(json)
                .ok_or_else(|| misfit("`utf8` with a text or `hex` with digits"))?
                .into_iter()
                .map(Val::U8)
                .collect(),
        ),
        Type::List(list) => Val::List(each(array()?, |_| Some(list.ty()), handle)?),
        Type::FixedLengthList(list) if array()?.len() as u64 == u64::from(list.len()) => {
            Val::FixedLengthList(each(array()?, |_| Some(list.ty()), handle)?)
        }
        Type::FixedLengthList(list) => return Err(misfit(&format!("{} values", list.len()))),
        Type::Tuple(tuple) => {
            let types: Vec<Type> = tuple.types().collect();
            if array()?.len() != types.len() {
                return Err(misfit(&format!("{} values", types.len())));
            }
            Val::Tuple(each(array()?, |at| types.get(at).cloned(), handle)?)
        }
        Type::Map(map) => {
            let entry = |(at, entry): (usize, &Value)| {
                let within = |misfit: Misfit| misfit.within(&format!("[{at}]"));
                let [key, value] = entry.as_array().map(Vec::as_slice).unwrap_or_default() else {
                    return Err(within(Misfit::new("expected an array of a key and a value".into())));
                };
                Ok((
                    read(&map.key(), key, handle).map_err(within)?,
                    read(&map.value(), value, handle).map_err(within)?,
                ))
            };
            Val::Map(array()?.iter().enumerate().map(entry).collect::<Result<_, _>>()?)
        }
        Type::Record(record) => {
            let object = json.as_object().ok_or_else(|| misfit("an object"))?;
            if let Some(surplus) = object
                .keys()
                .find(|key| record.fields().all(|field| field.name != *key))
            {
                return Err(Misfit::new(format!(
                    "found a field `{surplus}`, which the type doesn't have"
                )));
            }
            let mut fields = Vec::new();
            for field in record.fields() {
                // A field of an option may be left out.
                let value = object.get(field.name).unwrap_or(&Value::Null);
                let value =
                    read(&field.ty, value, handle).map_err(|error| error.within(&format!(".{}", field.name)))?;
                fields.push((field.name.to_owned(), value));
            }
            Val::Record(fields)
        }
        Type::Variant(variant) => {
            let (name, payload) = match json {
                Value::Object(object) if object.len() == 1 => {
                    object.iter().next().map(|(name, value)| (name.as_str(), Some(value)))
                }
                _ => json.as_str().map(|name| (name, None)),
            }
            .ok_or_else(|| misfit("the name of a case, or an object with one"))?;
            let case = variant.cases().find(|case| case.name == name);
            let case = case.ok_or_else(|| misfit(&names(variant.cases().map(|case| case.name))))?;
            let payload = match (&case.ty, payload) {
                (Some(ty), Some(value)) => {
                    let value = read(ty, value, handle).map_err(|error| error.within(&format!(".{name}")))?;
                    Some(Box::new(value))
                }
                (None, None) => None,
                (Some(_), None) => return Err(misfit(&format!("`{name}` with a value"))),
                (None, Some(_)) => return Err(misfit(&format!("`{name}` without a value"))),
            };
            Val::Variant(name.into(), payload)
        }
        Type::Enum(cases) => {
            let name = text()?;
            match cases.names().any(|case| case == name) {
                true => Val::Enum(name),
                false => return Err(misfit(&names(cases.names()))),
            }
        }
        Type::Flags(flags) => {
            let mut given = Vec::new();
            for name in array()? {
                match name.as_str().filter(|name| flags.names().any(|flag| flag == *name)) {
                    Some(name) => given.push(name.to_owned()),
                    None => return Err(misfit(&names(flags.names()))),
                }
            }
            Val::Flags(given)
        }
        Type::Option(option) => {
            let inner = option.ty();
            let inside = match (&inner, json) {
                (_, Value::Null) => None,
                (Type::Option(_), Value::Object(object)) if object.len() == 1 => object.get("some"),
                _ => Some(json),
            };
            let value = inside.map(|json| read(&inner, json, handle)).transpose()?;
            Val::Option(value.map(Box::new))
        }
        Type::Result(result) => {
            let object = json.as_object().filter(|object| object.len() == 1);
            let (name, value) = object
                .and_then(|object| object.iter().next())
                .ok_or_else(|| misfit("an object with `ok` or `error`"))?;
            let mut payload = |ty: Option<Type>| {
                let value = ty.map(|ty| read(&ty, value, handle)).transpose();
                value
                    .map(|value| value.map(Box::new))
                    .map_err(|error| error.within(&format!(".{name}")))
            };
            match name.as_str() {
                "ok" => Val::Result(Ok(payload(result.ok())?)),
                "error" => Val::Result(Err(payload(result.err())?)),
                _ => return Err(misfit("an object with `ok` or `error`")),
            }
        }
        Type::Own(resource) | Type::Borrow(resource) => {
            let number = narrow(unsigned()).ok_or_else(|| misfit("the number of a handle"))?;
            handle((*resource, matches!(ty, Type::Own(_)), number)).map_err(Misfit::new)?
        }
        Type::Future(_) | Type::Stream(_) | Type::ErrorContext => {
            return Err(Misfit::new(
                "found a future, stream or `error-context`, which can't be replayed".into(),
            ));
        }
    })
}

fn each(
    values: &[Value],
    ty: impl Fn(usize) -> Option<Type>,
    handle: &mut impl FnMut(Handle) -> Result<Val, String>,
) -> Result<Vec<Val>, Misfit> {
    let types = (0..).map_while(ty);
    let read = |(at, (value, ty)): (usize, (&Value, Type))| {
        read(&ty, value, handle).map_err(|error| error.within(&format!("[{at}]")))
    };
    values.iter().zip(types).enumerate().map(read).collect()
}

fn narrow<Wide, Narrow: TryFrom<Wide>>(number: Option<Wide>) -> Option<Narrow> {
    Narrow::try_from(number?).ok()
}

fn float(json: &Value) -> Option<f64> {
    match json.as_str() {
        Some("nan") => Some(f64::NAN),
        Some("inf") => Some(f64::INFINITY),
        Some("-inf") => Some(f64::NEG_INFINITY),
        _ => json.as_f64(),
    }
}

fn of_bytes(json: &Value) -> Option<Vec<u8>> {
    if let Some(text) = json.get("utf8") {
        return Some(text.as_str()?.as_bytes().to_vec());
    }
    let digits = json.get("hex")?.as_str()?.as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(pair).collect()
}

fn kind(json: &Value) -> String {
    match json {
        Value::Null => "null".into(),
        Value::Bool(_) | Value::Number(_) => format!("`{json}`"),
        Value::String(text) if text.len() <= 60 => format!("`{text}`"),
        Value::String(_) => "a long string".into(),
        Value::Array(values) => format!("an array of {}", values.len()),
        Value::Object(_) => "an object".into(),
    }
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    format!("one of {}", names.join(", "))
}
