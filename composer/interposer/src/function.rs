//! One function of a spy: it reports, calls, and reports again.

use std::fmt::Write;

use anyhow::{Result, bail};
use wit_parser::abi::{AbiVariant, FlatTypes, WasmType};
use wit_parser::{Function, Handle, Resolve, WasmExport, WasmExportKind, WasmImport};

use crate::resources;
use crate::spied::{NAMES, Spied};
use crate::values::{self, VALUES};

/// `place` is the address of the function's name in memory, and its length.
pub fn write(
    spied: &Spied,
    index: usize,
    function: &Function,
    place: (usize, usize),
    imports: &mut String,
    bodies: &mut String,
) -> Result<()> {
    let Spied { resolve, key, .. } = spied;
    let interface = Some(*key);
    let inner = resolve.wasm_signature(AbiVariant::GuestImport, function);
    let outer = resolve.wasm_signature(AbiVariant::GuestExport, function);

    let (module, name) = resolve.wasm_import_name(
        NAMES,
        WasmImport::Func {
            interface,
            func: function,
        },
    );
    let taken = types("param", &inner.params);
    let given = types("result", &inner.results);
    writeln!(
        imports,
        "(import {module:?} {name:?} (func $inner{index}{taken}{given}))"
    )?;

    let outer_params = types("param", &outer.params);
    if spied.values {
        let answer = match inner.retptr {
            true => " (param i32 i32)".into(),
            false => types("param", &outer.results),
        };
        for (end, name, taken) in [
            ("called", values::called(index), &outer_params),
            ("returned", values::returned(index), &answer),
        ] {
            writeln!(imports, "(import {VALUES:?} {name:?} (func ${end}{index}{taken}))")?;
        }
    }

    let exported = |kind| {
        resolve.wasm_export_name(
            NAMES,
            WasmExport::Func {
                interface,
                func: function,
                kind,
            },
        )
    };
    let results = self::types("result", &outer.results);
    writeln!(
        bodies,
        "(func (export {:?}){outer_params}{results} (local $answer {}) (local $since i32){}",
        exported(WasmExportKind::Normal),
        outer.results.first().map_or("i32", core),
        if spied.values { " (local $wanted i32)" } else { "" },
    )?;
    let (at, length) = place;
    writeln!(
        bodies,
        "  (call $enter (i32.const {at}) (i32.const {length}) (call $taken (global.get $start)))"
    )?;
    writeln!(bodies, "  (local.set $since (global.get $heap))")?;
    let arguments: String = (0..outer.params.len()).map(|at| format!(" (local.get {at})")).collect();
    if spied.values {
        writeln!(bodies, "  (local.set $wanted (call $wanted))")?;
        bodies.push_str(&if_wanted(&format!("(call $called{index}{arguments})")));
    }
    if inner.retptr {
        let result = function
            .result
            .as_ref()
            .expect("what is returned by pointer is returned");
        let (size, align) = (
            spied.sizes.size(result).size_wasm32(),
            spied.sizes.align(result).align_wasm32(),
        );
        writeln!(
            bodies,
            "  (local.set $answer (call $allocate (i32.const {align}) (i32.const {size})))"
        )?;
        writeln!(bodies, "  (call $inner{index}{arguments} (local.get $answer))")?;
    } else if inner.results.is_empty() {
        writeln!(bodies, "  (call $inner{index}{arguments})")?;
    } else {
        writeln!(bodies, "  (local.set $answer (call $inner{index}{arguments}))")?;
    }
    bodies.push_str(&give_back(spied, function, inner.indirect_params)?);
    if spied.values {
        // Before handles are wrapped, so that they have the same number as when they are arguments.
        let answer = match (inner.retptr, outer.results.is_empty()) {
            (true, _) => " (local.get $answer) (i32.const 1)",
            (false, false) => " (local.get $answer)",
            (false, true) => "",
        };
        bodies.push_str(&if_wanted(&format!("(call $returned{index}{answer})")));
    }
    if let Some(result) = &function.result {
        bodies.push_str(&resources::wrap_result(spied, result, inner.retptr)?);
    }
    writeln!(bodies, "  (call $leave (call $taken (local.get $since)))")?;
    bodies.push_str(if outer.results.is_empty() {
        ")\n"
    } else {
        "  (local.get $answer))\n"
    });

    let after = exported(WasmExportKind::PostReturn);
    writeln!(
        bodies,
        "(func (export {after:?}){results} (call $forget))",
        results = types("param", &outer.results)
    )?;
    Ok(())
}

fn if_wanted(call: &str) -> String {
    format!("  (if (local.get $wanted) (then {call}))\n")
}

/// Drops the handles that the caller lent. A handle to a resource of the interface itself arrives as its representation,
/// which here is the callee's handle, and is passed on unchanged.
fn give_back(spied: &Spied, function: &Function, indirect: bool) -> Result<String> {
    let mut text = String::new();
    let mut at = 0;
    for param in &function.params {
        match resources::handle(spied, &param.ty) {
            Some(Handle::Borrow(resource)) if !resources::is_own(spied, resource) => {
                if indirect {
                    bail!(
                        "`{}` takes more arguments than a spy can pass on beside a handle",
                        function.name
                    );
                }
                let resource = resources::name(spied, resource);
                writeln!(text, "  (call $drop-{resource} (local.get {at}))")?;
            }
            Some(Handle::Own(resource)) if resources::is_own(spied, resource) => {
                bail!(
                    "`{}` takes ownership of a resource of its own interface, which a spy can't pass on",
                    function.name
                );
            }
            Some(_) => {}
            None if resources::occur_in(spied, &param.ty) => {
                bail!(
                    "`{}` takes a handle inside another value, which a spy can't pass on",
                    function.name
                );
            }
            None => {}
        }
        at += flat(spied.resolve, &param.ty);
    }
    Ok(text)
}

/// The number of core values that a value is passed as.
fn flat(resolve: &Resolve, ty: &wit_parser::Type) -> usize {
    let mut storage = [WasmType::I32; Resolve::MAX_FLAT_PARAMS + 1];
    let mut types = FlatTypes::new(&mut storage);
    resolve.push_flat(ty, &mut types);
    types.to_vec().len()
}

fn types(what: &str, types: &[WasmType]) -> String {
    if types.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = types.iter().map(core).collect();
    format!(" ({what} {})", names.join(" "))
}

fn core(ty: &WasmType) -> &'static str {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
    }
}
