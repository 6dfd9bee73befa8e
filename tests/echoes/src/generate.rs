//! Interfaces, aimed at what generators of bindings treat differently.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::interface::{Definition, Interface, Kind, Type};

/// Words of languages, names of their libraries, and names of several words.
const NAMES: &[&str] = &[
    "type",
    "match",
    "class",
    "def",
    "await",
    "async",
    "static",
    "new",
    "function",
    "default",
    "return",
    "with",
    "lambda",
    "none",
    "true",
    "super",
    "object",
    "list",
    "string",
    "result",
    "option",
    "value",
    "val",
    "tag",
    "ok",
    "err",
    "some",
    "is",
    "in",
    "import",
    "export",
    "enum",
    "record",
    "u8",
    "bool",
    "char",
    "box",
    "vec",
    "clone",
    "drop",
    "from",
    "int",
    "str",
    "bytes",
    "dict",
    "len",
    "print",
    "id",
    "name",
    "constructor",
    "prototype",
    "then",
    "length",
    "symbol",
    "a",
    "b",
    "c",
    "x",
    "y",
    "z",
    "one-two",
    "a1-b2",
    "HTTP-x",
    "long-name-of-many-words",
    "handle",
    "rep",
    "ptr",
    "world",
    "interface",
    "flags",
    "variant",
    "resource",
    "own",
    "borrow",
    "args",
    "kwargs",
    "this",
    "undefined",
    "null",
    "nan",
];

/// Names of types that componentize-py or wit-bindgen give to something else: `../test/gaps.test.js`.
const TAKEN: &[&str] = &["enum", "from", "option"];

/// How many definitions an interface has at most.
const DEFINITIONS: usize = 6;

pub fn interface(number: usize) -> impl Strategy<Value = Interface> {
    let parameters = prop_oneof![8 => vec((name(), types()), 1..2), 2 => vec((name(), types()), 2..5),
        1 => vec((name(), leaf()), 15..20)];
    (
        vec((name(), kind()), 0..=DEFINITIONS),
        vec(parameters, 1..6),
        option::weighted(0.4, types()),
    )
        .prop_map(move |(definitions, functions, cell)| {
            let mut names = BTreeSet::new();
            let mut all: Vec<Definition> = Vec::new();
            for (name, kind) in definitions {
                let name = if TAKEN.contains(&name.as_str()) {
                    format!("{name}-type")
                } else {
                    name
                };
                let (name, known) = (unique(&mut names, name), all.len());
                let kind = fitted(kind, known);
                all.push(Definition { name, kind });
            }
            let functions = functions.into_iter().map(|parameters| {
                let mut names = BTreeSet::new();
                let parameters = parameters.into_iter();
                parameters
                    .map(|(name, of)| (unique(&mut names, name), known(of, all.len())))
                    .collect()
            });
            Interface {
                number,
                functions: functions.collect(),
                cell: cell.map(|of| known(of, all.len())),
                definitions: all,
            }
        })
}

fn name() -> impl Strategy<Value = String> {
    select(NAMES).prop_map(String::from)
}

/// A name that its scope doesn't have yet; WIT's names differ by more than case.
fn unique(names: &mut BTreeSet<String>, name: String) -> String {
    let mut found = name.clone();
    let mut number = 2;
    while !names.insert(found.to_lowercase().replace('-', "")) {
        found = format!("{name}-n{number}");
        number += 1;
    }
    found
}

fn leaf() -> impl Strategy<Value = Type> {
    use Type::*;
    prop_oneof![
        12 => select(vec![Bool, U8, U16, U32, U64, S8, S16, S32, S64, F32, F64, Char, String]),
        3 => Just(String),
        // Reduced later to the definitions that are there.
        8 => (0..DEFINITIONS).prop_map(Named),
    ]
}

fn types() -> impl Strategy<Value = Type> {
    leaf().prop_recursive(3, 10, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            3 => boxed().prop_map(Type::List),
            3 => boxed().prop_map(Type::Option),
            2 => (option::of(boxed()), option::of(boxed())).prop_map(|(ok, error)| Type::Result(ok, error)),
            2 => vec(inner.clone(), 1..5).prop_map(Type::Tuple),
        ]
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    let many = || prop_oneof![12 => 1..6usize, 1 => Just(8), 1 => Just(9), 1 => 16..33usize];
    prop_oneof![
        4 => vec((name(), types()), 1..6).prop_map(Kind::Record),
        4 => vec((name(), option::weighted(0.7, types())), 1..6).prop_map(Kind::Variant),
        // More than 256 need two bytes.
        2 => prop_oneof![9 => many(), 1 => Just(257)].prop_flat_map(|count| vec(name(), count)).prop_map(Kind::Enum),
        2 => many().prop_flat_map(|count| vec(name(), count)).prop_map(Kind::Flags),
        1 => types().prop_map(Kind::Alias),
    ]
}

/// The same with unique names, and with those definitions that come before it.
fn fitted(kind: Kind, count: usize) -> Kind {
    let mut names = BTreeSet::new();
    let mut unique = |name| unique(&mut names, name);
    match kind {
        Kind::Record(fields) => {
            let fields = fields.into_iter().map(|(name, of)| (unique(name), known(of, count)));
            Kind::Record(fields.collect())
        }
        Kind::Variant(cases) => {
            let cases = cases
                .into_iter()
                .map(|(name, of)| (unique(name), of.map(|of| known(of, count))));
            Kind::Variant(cases.collect())
        }
        Kind::Enum(names) => Kind::Enum(names.into_iter().map(unique).collect()),
        Kind::Flags(names) => Kind::Flags(names.into_iter().map(unique).collect()),
        Kind::Alias(of) => Kind::Alias(known(of, count)),
    }
}

fn known(of: Type, count: usize) -> Type {
    let boxed = |of: Box<Type>| Box::new(known(*of, count));
    match of {
        Type::Named(_) if count == 0 => Type::U16,
        Type::Named(at) => Type::Named(at % count),
        Type::List(each) => Type::List(boxed(each)),
        Type::Option(some) => Type::Option(boxed(some)),
        Type::Result(ok, error) => Type::Result(ok.map(boxed), error.map(boxed)),
        Type::Tuple(all) => Type::Tuple(all.into_iter().map(|of| known(of, count)).collect()),
        plain => plain,
    }
}
