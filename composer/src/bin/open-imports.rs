//! `open-imports COMPOSED PART…`: fails where the composed component imports a function, and names the interface and
//! the parts that want it. Interfaces that hold types alone are fine.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;
use wasmparser::component_types::ComponentEntityType;
use wasmparser::{Encoding, Parser as WasmParser, Payload, Validator, WasmFeatures};

#[derive(clap::Parser)]
struct Arguments {
    /// The component that should import no function
    composed: PathBuf,
    /// The components that it was made of
    parts: Vec<PathBuf>,
}

fn main() -> ExitCode {
    match check(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn check(arguments: &Arguments) -> Result<()> {
    let open = function_imports(&arguments.composed)?;
    if open.is_empty() {
        return Ok(());
    }
    let mut message = String::new();
    for interface in &open {
        let mut wanting = Vec::new();
        for part in &arguments.parts {
            if function_imports(part)?.contains(interface) {
                let name = part.file_stem().unwrap_or(part.as_os_str());
                wanting.push(format!("`{}`", name.to_string_lossy()));
            }
        }
        let wanting = match wanting.as_slice() {
            [] => "no part that was named".into(),
            names => names.join(", "),
        };
        message += &format!("\n  `{interface}`, wanted by {wanting}");
    }
    bail!(
        "cannot compose `{}`: found open function imports, expected none:{message}",
        arguments.composed.display()
    )
}

/// The names of the imports that are functions, or hold any.
fn function_imports(file: &Path) -> Result<Vec<String>> {
    let what = || format!("cannot read the component `{}`", file.display());
    let wasm = std::fs::read(file).with_context(what)?;
    let types = Validator::new_with_features(WasmFeatures::all())
        .validate_all(&wasm)
        .with_context(what)?;
    let mut depth = 0;
    let mut names = Vec::new();
    for payload in WasmParser::new(0).parse_all(&wasm) {
        match payload.with_context(what)? {
            Payload::Version { encoding, .. } if depth == 0 && encoding != Encoding::Component => {
                bail!("cannot read the component `{}`: found a core module", file.display());
            }
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    let name = import.with_context(what)?.name.name;
                    let has_functions = match types.as_ref().component_item_for_import(name).map(|item| &item.ty) {
                        Some(ComponentEntityType::Instance(id)) => types[*id]
                            .exports
                            .values()
                            .any(|export| matches!(export.ty, ComponentEntityType::Func(_))),
                        Some(ComponentEntityType::Type { .. }) => false,
                        _ => true,
                    };
                    if has_functions {
                        names.push(name.to_string());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(names)
}
