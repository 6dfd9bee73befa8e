//! Resources that pass through a spy.
//!
//! For its callers, the resources of a spy are its own. Each is represented by the handle that the callee returned, which is
//! wrapped when a call returns it, dropped when its owner drops the wrapper, and passed on otherwise.

use std::fmt::Write;

use anyhow::{Result, bail};
use wit_parser::{Handle, Int, ResourceIntrinsic, Type, TypeDefKind, TypeId, TypeOwner, WasmExport, WasmImport};

use crate::spied::{NAMES, Spied};

/// The intrinsics and destructors for the resources that the interface has or uses.
pub fn write(spied: &Spied, imports: &mut String, bodies: &mut String) {
    let Spied { resolve, key, .. } = spied;
    for ty in resolve.interfaces[spied.interface].types.values() {
        let resource = original(spied, *ty);
        if !matches!(resolve.types[resource].kind, TypeDefKind::Resource) {
            continue;
        }
        let owner = match resolve.types[resource].owner {
            TypeOwner::Interface(owner) => wit_parser::WorldKey::Interface(owner),
            _ => (*key).clone(),
        };
        let name = name(spied, resource);
        let intrinsic = |interface, intrinsic| {
            let import = WasmImport::ResourceIntrinsic {
                interface: Some(interface),
                resource,
                intrinsic,
            };
            let (module, name) = resolve.wasm_import_name(NAMES, import);
            format!("(import {module:?} {name:?}")
        };
        let drop = intrinsic(&owner, ResourceIntrinsic::ImportedDrop);
        let _ = writeln!(imports, "{drop} (func $drop-{name} (param i32)))");
        if is_own(spied, resource) {
            let new = intrinsic(key, ResourceIntrinsic::ExportedNew);
            let _ = writeln!(imports, "{new} (func $new-{name} (param i32) (result i32)))");
            let destructor = WasmExport::ResourceDtor {
                interface: key,
                resource,
            };
            let export = resolve.wasm_export_name(NAMES, destructor);
            let _ = writeln!(
                bodies,
                "(func (export {export:?}) (param i32) (call $drop-{name} (local.get 0)))"
            );
        }
    }
}

/// Wraps the handles to the interface's own resources that are in `$answer`, or in the memory that it points to.
pub fn wrap_result(spied: &Spied, result: &Type, by_pointer: bool) -> Result<String> {
    let wrapped = |resource, place: &str| format!("(call $new-{} {place})", name(spied, resource));
    if let Some(Handle::Own(resource)) = handle(spied, result) {
        return Ok(match is_own(spied, resource) {
            true => format!("  (local.set $answer {})\n", wrapped(resource, "(local.get $answer)")),
            false => String::new(),
        });
    }
    if !occur_in(spied, result) {
        return Ok(String::new());
    }
    // `option<handle>` and `result<handle, …>`; the number of the case that holds it is all that differs.
    let resolve = spied.resolve;
    let (payload, rest, case) = match kind(spied, result) {
        Some(TypeDefKind::Option(some)) => (Some(some), None, 1),
        Some(TypeDefKind::Result(result)) => (result.ok.as_ref(), result.err.as_ref(), 0),
        _ => (None, None, 0),
    };
    match payload.and_then(|payload| handle(spied, payload)) {
        Some(Handle::Own(resource))
            if by_pointer && is_own(spied, resource) && !rest.is_some_and(|rest| occur_in(spied, rest)) =>
        {
            let cases = [payload, rest];
            let at = spied.sizes.payload_offset(Int::U8, cases).size_wasm32();
            let handle = format!("(i32.load offset={at} (local.get $answer))");
            Ok(format!(
                "  (if (i32.eq (i32.load8_u (local.get $answer)) (i32.const {case}))\n    (then (i32.store offset={at} \
                 (local.get $answer) {})))\n",
                wrapped(resource, &handle)
            ))
        }
        _ => bail!(
            "`{}` returns handles inside a value other than an option or a result, which a spy can't pass on",
            resolve.name_world_key(spied.key)
        ),
    }
}

/// What kind of handle it is, if it is one.
pub fn handle(spied: &Spied, ty: &Type) -> Option<Handle> {
    match kind(spied, ty) {
        Some(TypeDefKind::Handle(handle)) => Some(*handle),
        _ => None,
    }
}

/// Whether a value of the type can hold a handle.
pub fn occur_in(spied: &Spied, ty: &Type) -> bool {
    let within = |ty: &Type| occur_in(spied, ty);
    let in_some = |ty: &Option<Type>| ty.as_ref().is_some_and(within);
    match kind(spied, ty) {
        None => false,
        Some(TypeDefKind::Handle(_)) => true,
        Some(TypeDefKind::Record(record)) => record.fields.iter().any(|field| within(&field.ty)),
        Some(TypeDefKind::Tuple(tuple)) => tuple.types.iter().any(within),
        Some(TypeDefKind::Variant(variant)) => variant.cases.iter().any(|case| in_some(&case.ty)),
        Some(TypeDefKind::Option(ty) | TypeDefKind::List(ty)) => within(ty),
        Some(TypeDefKind::Result(result)) => in_some(&result.ok) || in_some(&result.err),
        Some(TypeDefKind::Enum(_) | TypeDefKind::Flags(_)) => false,
        // Futures, streams and types that may be added: a spy can't pass them on.
        Some(_) => true,
    }
}

/// Whether the interface itself has the resource, and not one whose types it uses.
pub fn is_own(spied: &Spied, resource: TypeId) -> bool {
    spied.resolve.types[original(spied, resource)].owner == TypeOwner::Interface(spied.interface)
}

pub fn name(spied: &Spied, resource: TypeId) -> String {
    spied.resolve.types[original(spied, resource)]
        .name
        .clone()
        .unwrap_or_default()
}

fn kind<'a>(spied: &Spied<'a>, ty: &Type) -> Option<&'a TypeDefKind> {
    match ty {
        Type::Id(id) => Some(&spied.resolve.types[original(spied, *id)].kind),
        _ => None,
    }
}

fn original(spied: &Spied, mut id: TypeId) -> TypeId {
    while let TypeDefKind::Type(Type::Id(other)) = spied.resolve.types[id].kind {
        id = other;
    }
    id
}
