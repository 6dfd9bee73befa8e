//! Values of generated types: as JSON, which both hosts' values are compared as, and as wasmtime's.
//!
//! A number is its digits, a float its bits, so that nothing is lost. An option and the payload of a result or of a variant are lists
//! with up to one element, a case is its place, a record the list of its fields.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use wasmtime::component::Val;

use crate::interface::{Interface, Kind, Type};

/// Values of a type.
pub fn values(interface: &Interface, of: &Type) -> BoxedStrategy<Value> {
    let inner = |of: &Type| values(interface, of);
    match of {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::U8 => integer(0, u8::MAX.into()),
        Type::U16 => integer(0, u16::MAX.into()),
        Type::U32 => integer(0, u32::MAX.into()),
        Type::U64 => integer(0, u64::MAX.into()),
        Type::S8 => integer(i8::MIN.into(), i8::MAX.into()),
        Type::S16 => integer(i16::MIN.into(), i16::MAX.into()),
        Type::S32 => integer(i32::MIN.into(), i32::MAX.into()),
        Type::S64 => integer(i64::MIN.into(), i64::MAX.into()),
        Type::F32 => prop_oneof![
            select(
                &[
                    0.0f32,
                    -0.0,
                    1.5,
                    f32::NAN,
                    f32::INFINITY,
                    f32::NEG_INFINITY,
                    f32::MIN_POSITIVE / 2.0,
                    f32::MAX
                ][..]
            ),
            any::<f32>(),
        ]
        .prop_map(|value| float(f64::from(value), u64::from(value.to_bits())))
        .boxed(),
        Type::F64 => prop_oneof![
            select(
                &[
                    0.0f64,
                    -0.0,
                    1.5,
                    f64::NAN,
                    f64::INFINITY,
                    f64::NEG_INFINITY,
                    f64::MIN_POSITIVE / 2.0,
                    f64::MAX
                ][..]
            ),
            any::<f64>(),
        ]
        .prop_map(|value| float(value, value.to_bits()))
        .boxed(),
        Type::Char => character().prop_map(|one| json!(one)).boxed(),
        Type::String => vec(character(), 0..6)
            .prop_map(|all| json!(all.into_iter().collect::<String>()))
            .boxed(),
        Type::List(each) => {
            let length = prop_oneof![12 => 0..4usize, 1 => Just(40)];
            let each = inner(each);
            length
                .prop_flat_map(move |length| vec(each.clone(), length))
                .prop_map(Value::Array)
                .boxed()
        }
        Type::Option(some) => up_to_one(Some(inner(some))),
        Type::Result(ok, error) => {
            let payload = |of: &Option<Box<Type>>| up_to_exactly(of.as_deref().map(inner));
            prop_oneof![
                payload(ok).prop_map(|payload| json!([0, payload])),
                payload(error).prop_map(|payload| json!([1, payload])),
            ]
            .boxed()
        }
        Type::Tuple(all) => listed(all.iter().map(inner).collect()),
        Type::Named(at) => match &interface.definitions[*at].kind {
            Kind::Alias(target) => inner(target),
            Kind::Record(fields) => listed(fields.iter().map(|(_, of)| inner(of)).collect()),
            Kind::Enum(cases) => (0..cases.len()).prop_map(|case| json!(case)).boxed(),
            Kind::Flags(flags) => vec(any::<bool>(), flags.len()).prop_map(|set| json!(set)).boxed(),
            Kind::Variant(cases) => {
                let cases: Vec<_> = cases
                    .iter()
                    .map(|(_, of)| up_to_exactly(of.as_ref().map(inner)))
                    .collect();
                let case = 0..cases.len();
                case.prop_flat_map(move |case| cases[case].clone().prop_map(move |payload| json!([case, payload])))
                    .boxed()
            }
        },
    }
}

fn integer(least: i128, most: i128) -> BoxedStrategy<Value> {
    let edges = [least, least + 1, 0, 1, most / 2, most / 2 + 1, most - 1, most];
    prop_oneof![select(edges.to_vec()), least..=most]
        .prop_map(|number| json!(number.to_string()))
        .boxed()
}

/// One bit pattern for all NaN: which one arrives is open.
fn float(value: f64, bits: u64) -> Value {
    if value.is_nan() {
        json!("nan")
    } else {
        json!(bits.to_string())
    }
}

fn character() -> impl Strategy<Value = char> {
    let edges = "\0\u{7f}\u{80}\u{7ff}\u{800}\u{d7ff}\u{e000}\u{feff}\u{ffff}\u{10000}\u{10ffff}\u{2028}é🦀\"\\";
    prop_oneof![2 => "[a-z]".prop_map(|text| text.chars().next().expect("one")), 2 => select(edges.chars().collect::<Vec<_>>()),
        1 => any::<char>()]
}

fn listed(all: Vec<BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    all.prop_map(Value::Array).boxed()
}

fn up_to_one(payload: Option<BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    match payload {
        None => Just(json!([])).boxed(),
        Some(payload) => option::of(payload)
            .prop_map(|one| one.into_iter().collect::<Value>())
            .boxed(),
    }
}

/// The payload of a case, if it has one.
fn up_to_exactly(payload: Option<BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    match payload {
        None => Just(json!([])).boxed(),
        Some(payload) => payload.prop_map(|one| json!([one])).boxed(),
    }
}

/// The same value for wasmtime.
pub fn to_val(interface: &Interface, of: &Type, value: &Value) -> Val {
    let inner = |of: &Type, value: &Value| to_val(interface, of, value);
    let payload = |of: Option<&Type>, value: &Value| of.map(|of| Box::new(inner(of, &value[0])));
    let number = || {
        value
            .as_str()
            .and_then(|digits| digits.parse::<i128>().ok())
            .expect("digits")
    };
    let bits = || value.as_str().and_then(|digits| digits.parse::<u64>().ok());
    let list = || value.as_array().expect("a list");
    match of {
        Type::Bool => Val::Bool(value.as_bool().expect("a bool")),
        Type::U8 => Val::U8(number() as u8),
        Type::U16 => Val::U16(number() as u16),
        Type::U32 => Val::U32(number() as u32),
        Type::U64 => Val::U64(number() as u64),
        Type::S8 => Val::S8(number() as i8),
        Type::S16 => Val::S16(number() as i16),
        Type::S32 => Val::S32(number() as i32),
        Type::S64 => Val::S64(number() as i64),
        Type::F32 => Val::Float32(bits().map_or(f32::NAN, |bits| f32::from_bits(bits as u32))),
        Type::F64 => Val::Float64(bits().map_or(f64::NAN, f64::from_bits)),
        Type::Char => Val::Char(
            value
                .as_str()
                .and_then(|text| text.chars().next())
                .expect("a character"),
        ),
        Type::String => Val::String(value.as_str().expect("a text").into()),
        Type::List(each) => Val::List(list().iter().map(|one| inner(each, one)).collect()),
        Type::Option(some) => Val::Option(list().first().map(|one| Box::new(inner(some, one)))),
        Type::Result(ok, error) => Val::Result(match value[0] == 0 {
            true => Ok(payload(ok.as_deref(), &value[1])),
            false => Err(payload(error.as_deref(), &value[1])),
        }),
        Type::Tuple(all) => Val::Tuple(all.iter().zip(list()).map(|(of, one)| inner(of, one)).collect()),
        Type::Named(at) => match &interface.definitions[*at].kind {
            Kind::Alias(target) => inner(target, value),
            Kind::Record(fields) => {
                let fields = fields.iter().zip(list());
                Val::Record(fields.map(|((name, of), one)| (name.clone(), inner(of, one))).collect())
            }
            Kind::Enum(cases) => Val::Enum(cases[place(value)].clone()),
            Kind::Flags(flags) => {
                let set = flags.iter().zip(list()).filter(|(_, set)| **set == true);
                Val::Flags(set.map(|(name, _)| name.clone()).collect())
            }
            Kind::Variant(cases) => {
                let (name, of) = &cases[place(&value[0])];
                Val::Variant(name.clone(), payload(of.as_ref(), &value[1]))
            }
        },
    }
}

fn place(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|place| usize::try_from(place).ok())
        .expect("a place")
}

/// A value of wasmtime as JSON.
pub fn from_val(interface: &Interface, of: &Type, value: &Val) -> Value {
    let inner = |of: &Type, value: &Val| from_val(interface, of, value);
    let payload = |of: Option<&Type>, value: &Option<Box<Val>>| -> Value {
        of.zip(value.as_ref())
            .map(|(of, value)| inner(of, value))
            .into_iter()
            .collect()
    };
    match (interface.resolved(of), value) {
        (_, Val::Bool(value)) => json!(value),
        (_, Val::U8(value)) => json!(value.to_string()),
        (_, Val::U16(value)) => json!(value.to_string()),
        (_, Val::U32(value)) => json!(value.to_string()),
        (_, Val::U64(value)) => json!(value.to_string()),
        (_, Val::S8(value)) => json!(value.to_string()),
        (_, Val::S16(value)) => json!(value.to_string()),
        (_, Val::S32(value)) => json!(value.to_string()),
        (_, Val::S64(value)) => json!(value.to_string()),
        (_, Val::Float32(value)) => float(f64::from(*value), u64::from(value.to_bits())),
        (_, Val::Float64(value)) => float(*value, value.to_bits()),
        (_, Val::Char(value)) => json!(value),
        (_, Val::String(value)) => json!(value),
        (Type::List(each), Val::List(all)) => all.iter().map(|one| inner(each, one)).collect(),
        (Type::Option(some), Val::Option(one)) => one.iter().map(|one| inner(some, one)).collect(),
        (Type::Result(ok, _), Val::Result(Ok(one))) => json!([0, payload(ok.as_deref(), one)]),
        (Type::Result(_, error), Val::Result(Err(one))) => json!([1, payload(error.as_deref(), one)]),
        (Type::Tuple(types), Val::Tuple(all)) => types.iter().zip(all).map(|(of, one)| inner(of, one)).collect(),
        (Type::Named(at), value) => match (&interface.definitions[*at].kind, value) {
            (Kind::Record(fields), Val::Record(all)) => fields
                .iter()
                .zip(all)
                .map(|((_, of), (_, one))| inner(of, one))
                .collect(),
            (Kind::Enum(cases), Val::Enum(name)) => json!(cases.iter().position(|case| case == name)),
            (Kind::Flags(flags), Val::Flags(set)) => flags.iter().map(|name| set.contains(name)).collect(),
            (Kind::Variant(cases), Val::Variant(name, one)) => {
                let case = cases.iter().position(|(case, _)| case == name);
                let of = case.and_then(|case| cases[case].1.as_ref());
                json!([case, payload(of, one)])
            }
            _ => json!(format!("{value:?}")),
        },
        // A value of another type.
        _ => json!(format!("{value:?}")),
    }
}

/// A type for node.js, which converts such values for jco.
pub fn described(interface: &Interface, of: &Type) -> Value {
    let inner = |of: &Type| described(interface, of);
    let payload = |of: Option<&Type>| of.map(inner);
    match of {
        Type::List(each) => json!({ "list": inner(each) }),
        Type::Option(some) => json!({ "option": inner(some) }),
        Type::Result(ok, error) => json!({ "result": [payload(ok.as_deref()), payload(error.as_deref())] }),
        Type::Tuple(all) => json!({ "tuple": all.iter().map(inner).collect::<Value>() }),
        Type::Named(at) => match &interface.definitions[*at].kind {
            Kind::Alias(target) => inner(target),
            Kind::Record(fields) => {
                json!({ "record": fields.iter().map(|(name, of)| json!([camel(name), inner(of)])).collect::<Value>() })
            }
            Kind::Enum(cases) => json!({ "enum": cases }),
            Kind::Flags(flags) => json!({ "flags": flags.iter().map(|name| camel(name)).collect::<Value>() }),
            Kind::Variant(cases) => {
                let cases = cases.iter().map(|(name, of)| json!([name, payload(of.as_ref())]));
                json!({ "variant": cases.collect::<Value>() })
            }
        },
        plain => json!(format!("{plain:?}").to_lowercase()),
    }
}

fn camel(name: &str) -> String {
    heck::ToLowerCamelCase::to_lower_camel_case(name)
}
