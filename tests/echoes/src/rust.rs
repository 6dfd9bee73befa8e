//! The echoes in Rust: a leaf, which returns its arguments, and a relay, which has another component return them.

use heck::ToUpperCamelCase;

use crate::interface::{Interface, Kind, PACKAGE, Type, VERSION};

/// The module that has all that is generated.
const ROOT: &str = "crate";

pub fn leaf(interfaces: &[Interface]) -> String {
    source(interfaces, "leaf", false)
}

pub fn relay(interfaces: &[Interface]) -> String {
    source(interfaces, "relay", true)
}

fn source(interfaces: &[Interface], world: &str, relays: bool) -> String {
    let mut text = format!(
        "wit_bindgen::generate!({{ world: \"{PACKAGE}/{world}@{VERSION}\", path: \"../wit\", generate_all }});\n\
         struct Component;\nexport!(Component);\n"
    );
    for interface in interfaces {
        text += &module(interface, relays);
    }
    text
}

fn module(interface: &Interface, relays: bool) -> String {
    let number = interface.number;
    let path = PACKAGE.replace(':', "::");
    let mut text = format!(
        "mod echo{number} {{\n#![allow(unused)]\nuse std::cell::RefCell;\n\
         use {ROOT}::exports::{path}::echo{number} as exported;\n"
    );
    if !interface.definitions.is_empty() {
        text += &format!("use {ROOT}::{path}::types{number} as types;\n");
    }
    if relays {
        text += &format!("use {ROOT}::{path}::echo{number} as imported;\n");
    }
    text += &format!("impl exported::Guest for {ROOT}::Component {{\n");
    if interface.cell.is_some() {
        text += "type Cell = Cell;\n";
    }
    for (at, parameters) in interface.functions.iter().enumerate() {
        let named: Vec<_> = (0..parameters.len()).map(|at| format!("p{at}")).collect();
        let declared = named
            .iter()
            .zip(parameters)
            .map(|(name, (_, of))| format!("{name}: {}", rust(interface, of)));
        let declared = declared.collect::<Vec<_>>().join(", ");
        let returned = rust(interface, &interface.returned(at));
        let body = if relays {
            let lent = named
                .iter()
                .zip(parameters)
                .map(|(name, (_, of))| lent(interface, of, &format!("(&{name})")));
            format!("imported::f{at}({})", lent.collect::<Vec<_>>().join(", "))
        } else {
            format!("({})", named.join(", "))
        };
        text += &format!("fn f{at}({declared}) -> {returned} {{ {body} }}\n");
    }
    if interface.cell.is_some() {
        text += handles(relays);
    }
    text += "}\n";
    if let Some(value) = &interface.cell {
        text += &cell(interface, value, relays);
    }
    text + "}\n"
}

fn handles(relays: bool) -> &'static str {
    if !relays {
        return "fn pass(one: exported::Cell) -> exported::Cell { one }\n\
                fn peek(one: exported::CellBorrow<'_>) -> Value { one.get::<Cell>().0.borrow().clone() }\n\
                fn all(each: Vec<exported::Cell>) -> Vec<exported::Cell> { each }\n\
                fn maybe(one: Option<exported::Cell>) -> Result<exported::Cell, ()> { one.ok_or(()) }\n";
    }
    "fn pass(one: exported::Cell) -> exported::Cell { wrapped(imported::pass(one.into_inner::<Cell>().0)) }\n\
     fn peek(one: exported::CellBorrow<'_>) -> Value { imported::peek(&one.get::<Cell>().0) }\n\
     fn all(each: Vec<exported::Cell>) -> Vec<exported::Cell> {\n\
     let each = each.into_iter().map(|one| one.into_inner::<Cell>().0).collect();\n\
     imported::all(each).into_iter().map(wrapped).collect()\n}\n\
     fn maybe(one: Option<exported::Cell>) -> Result<exported::Cell, ()> {\n\
     imported::maybe(one.map(|one| one.into_inner::<Cell>().0)).map(wrapped)\n}\n"
}

fn cell(interface: &Interface, value: &Type, relays: bool) -> String {
    let named = rust(interface, value);
    let lent = lent(interface, value, "(&value)");
    if relays {
        format!(
            "type Value = {named};\npub struct Cell(imported::Cell);\n\
             fn wrapped(one: imported::Cell) -> exported::Cell {{ exported::Cell::new(Cell(one)) }}\n\
             impl exported::GuestCell for Cell {{\n\
             fn new(value: Value) -> Self {{ Cell(imported::Cell::new({lent})) }}\n\
             fn get(&self) -> Value {{ self.0.get() }}\n\
             fn set(&self, value: Value) -> Value {{ self.0.set({lent}) }}\n}}\n"
        )
    } else {
        format!(
            "type Value = {named};\npub struct Cell(RefCell<Value>);\nimpl exported::GuestCell for Cell {{\n\
             fn new(value: Value) -> Self {{ Cell(RefCell::new(value)) }}\n\
             fn get(&self) -> Value {{ self.0.borrow().clone() }}\n\
             fn set(&self, value: Value) -> Value {{ self.0.replace(value) }}\n}}\n"
        )
    }
}

/// A type as wit-bindgen names it.
fn rust(interface: &Interface, of: &Type) -> String {
    let inner = |of: &Type| rust(interface, of);
    let payload = |of: &Option<Box<Type>>| of.as_deref().map_or("()".into(), inner);
    match of {
        Type::Char => "char".into(),
        Type::String => "String".into(),
        Type::S8 => "i8".into(),
        Type::S16 => "i16".into(),
        Type::S32 => "i32".into(),
        Type::S64 => "i64".into(),
        Type::List(each) => format!("Vec<{}>", inner(each)),
        Type::Option(some) => format!("Option<{}>", inner(some)),
        Type::Result(ok, error) => format!("Result<{}, {}>", payload(ok), payload(error)),
        Type::Tuple(all) => format!("({},)", all.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Type::Named(at) => format!("types::{}", interface.definitions[*at].name.to_upper_camel_case()),
        plain => format!("{plain:?}").to_lowercase(),
    }
}

/// An argument of an imported function: what has memory of its own is lent. `place` is a reference.
fn lent(interface: &Interface, of: &Type, place: &str) -> String {
    match has_memory(interface, of) {
        true => borrowed(interface, of, place),
        false => format!("*{place}"),
    }
}

/// In such an argument, types with names are lent as a whole, except for those of texts and lists; others part by part.
fn borrowed(interface: &Interface, of: &Type, place: &str) -> String {
    let inner = |of: &Type, place: &str| borrowed(interface, of, place);
    let payload = |of: &Option<Box<Type>>| of.as_deref().map_or("()".into(), |of| inner(of, "x"));
    match (of, interface.resolved(of)) {
        (_, Type::String) => format!("{place}.as_str()"),
        (_, Type::List(_)) => format!("{place}.as_slice()"),
        (Type::Named(_), _) => place.into(),
        (Type::Option(some), _) => format!("{place}.as_ref().map(|x| {})", inner(some, "x")),
        (Type::Result(ok, error), _) => {
            format!(
                "{place}.as_ref().map(|x| {}).map_err(|x| {})",
                payload(ok),
                payload(error)
            )
        }
        (Type::Tuple(all), _) => {
            let all = all
                .iter()
                .enumerate()
                .map(|(at, of)| inner(of, &format!("(&{place}.{at})")));
            format!("({},)", all.collect::<Vec<_>>().join(", "))
        }
        _ => format!("*{place}"),
    }
}

fn has_memory(interface: &Interface, of: &Type) -> bool {
    let inner = |of: &Type| has_memory(interface, of);
    match of {
        Type::String | Type::List(_) => true,
        Type::Option(some) => inner(some),
        Type::Result(ok, error) => [ok, error].into_iter().flatten().any(|of| inner(of)),
        Type::Tuple(all) => all.iter().any(inner),
        Type::Named(at) => match &interface.definitions[*at].kind {
            Kind::Alias(target) => inner(target),
            Kind::Record(fields) => fields.iter().any(|(_, of)| inner(of)),
            Kind::Variant(cases) => cases.iter().filter_map(|(_, of)| of.as_ref()).any(inner),
            Kind::Enum(_) | Kind::Flags(_) => false,
        },
        _ => false,
    }
}
