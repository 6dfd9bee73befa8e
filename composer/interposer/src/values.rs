//! The interface by which a spy passes on values.
//!
//! For each function of the spied interface it has one that gets the arguments, and one that gets the result. So the host
//! reads values by their types, and nothing has to know how they lie in memory. The types are those of the spied interface,
//! except that handles are numbers, as which they are passed in any case.

use std::collections::HashMap;
use std::fmt::Write;

use anyhow::{Result, bail};
use wit_parser::abi::AbiVariant;
use wit_parser::{Function, InterfaceId, Resolve, Type, TypeDefKind, TypeId};

/// The package of a spy, and the name of the interface in it.
pub const PACKAGE: &str = "interposer:spy";
pub const VALUES: &str = "interposer:spy/values";

/// The interface in WIT. `wanted` says whether the call that was reported last is to be passed on.
pub fn interface(resolve: &Resolve, spied: InterfaceId) -> Result<String> {
    let mut types = Types {
        resolve,
        names: HashMap::new(),
        definitions: String::new(),
    };
    let mut functions = String::from("wanted: func() -> bool;\n");
    for (index, function) in resolve.interfaces[spied].functions.values().enumerate() {
        let mut params = Vec::new();
        for param in &function.params {
            params.push(format!("%{}: {}", param.name, types.name(&param.ty)?));
        }
        writeln!(functions, "{}: func({});", called(index), params.join(", "))?;
        if let Some(result) = &function.result {
            let ty = types.name(result)?;
            // A list of one value is passed as a pointer, which is how the spy has the value.
            let ty = match is_in_memory(resolve, function) {
                true => format!("list<{ty}>"),
                false => ty,
            };
            writeln!(functions, "{}: func(value: {ty});", returned(index))?;
        } else {
            writeln!(functions, "{}: func();", returned(index))?;
        }
    }
    Ok(format!("interface values {{\n{}{functions}}}\n", types.definitions))
}

/// The name of the function that gets the arguments of the function with this number.
pub fn called(index: usize) -> String {
    format!("call{index}")
}

/// The name of the function that gets its result.
pub fn returned(index: usize) -> String {
    format!("return{index}")
}

/// Whether a result is returned by a pointer to it.
pub fn is_in_memory(resolve: &Resolve, function: &Function) -> bool {
    resolve.wasm_signature(AbiVariant::GuestImport, function).retptr
}

/// Types with their definitions, under names of their own, since types of several interfaces may have the same name.
struct Types<'a> {
    resolve: &'a Resolve,
    names: HashMap<TypeId, String>,
    definitions: String,
}

impl Types<'_> {
    /// A type as it is written where it is used.
    fn name(&mut self, ty: &Type) -> Result<String> {
        Ok(match ty {
            Type::Bool => "bool".into(),
            Type::U8 => "u8".into(),
            Type::U16 => "u16".into(),
            Type::U32 => "u32".into(),
            Type::U64 => "u64".into(),
            Type::S8 => "s8".into(),
            Type::S16 => "s16".into(),
            Type::S32 => "s32".into(),
            Type::S64 => "s64".into(),
            Type::F32 => "f32".into(),
            Type::F64 => "f64".into(),
            Type::Char => "char".into(),
            Type::String => "string".into(),
            Type::ErrorContext => bail!("found an `error-context`, which has no value to record"),
            Type::Id(id) => self.defined(*id)?,
        })
    }

    fn defined(&mut self, id: TypeId) -> Result<String> {
        let resolve = self.resolve;
        Ok(match &resolve.types[id].kind {
            TypeDefKind::Type(ty) => self.name(ty)?,
            TypeDefKind::Handle(_) => "u32".into(),
            TypeDefKind::List(ty) => format!("list<{}>", self.name(ty)?),
            TypeDefKind::Option(ty) => format!("option<{}>", self.name(ty)?),
            TypeDefKind::Tuple(tuple) => {
                let types: Result<Vec<_>> = tuple.types.iter().map(|ty| self.name(ty)).collect();
                format!("tuple<{}>", types?.join(", "))
            }
            TypeDefKind::Result(result) => match (&result.ok, &result.err) {
                (None, None) => "result".into(),
                (Some(ok), None) => format!("result<{}>", self.name(ok)?),
                (None, Some(err)) => format!("result<_, {}>", self.name(err)?),
                (Some(ok), Some(err)) => format!("result<{}, {}>", self.name(ok)?, self.name(err)?),
            },
            TypeDefKind::Record(_) | TypeDefKind::Variant(_) | TypeDefKind::Enum(_) | TypeDefKind::Flags(_) => {
                match self.names.get(&id) {
                    Some(name) => name.clone(),
                    None => self.define(id)?,
                }
            }
            other => bail!("found a {}, whose values can't be recorded", other.as_str()),
        })
    }

    /// Defines a type under a new name.
    fn define(&mut self, id: TypeId) -> Result<String> {
        let resolve = self.resolve;
        let kind = &resolve.types[id].kind;
        let mut members = Vec::new();
        match kind {
            TypeDefKind::Record(record) => {
                for field in &record.fields {
                    members.push(format!("%{}: {}", field.name, self.name(&field.ty)?));
                }
            }
            TypeDefKind::Variant(variant) => {
                for case in &variant.cases {
                    members.push(match &case.ty {
                        Some(ty) => format!("%{}({})", case.name, self.name(ty)?),
                        None => format!("%{}", case.name),
                    });
                }
            }
            TypeDefKind::Enum(cases) => members.extend(cases.cases.iter().map(|case| format!("%{}", case.name))),
            TypeDefKind::Flags(flags) => members.extend(flags.flags.iter().map(|flag| format!("%{}", flag.name))),
            _ => {}
        }
        let name = format!("t{}", self.names.len());
        self.names.insert(id, name.clone());
        writeln!(
            self.definitions,
            "{} {name} {{ {} }}",
            kind.as_str(),
            members.join(", ")
        )?;
        Ok(name)
    }
}
