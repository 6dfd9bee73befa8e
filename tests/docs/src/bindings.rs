//! Bindings for one contract in every language, from the generators that the build uses.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::declaration::Language;

/// The output of one generator, as one text.
pub struct Bindings {
    /// The name in a template: `go`, or `go-use` for the caller's side.
    pub name: &'static str,
    pub language: Language,
    pub text: String,
}

/// Generates bindings for the worlds `offering` and `using` of a folder with WIT files.
pub fn generate(wit: &Path) -> Result<Vec<Bindings>> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let mut all = Vec::new();
    let mut add = |name, language, text| all.push(Bindings { name, language, text });

    add("rust", Language::Rust, rust(wit, "offering")?);
    add("rust-use", Language::Rust, rust(wit, "using")?);
    add("go", Language::Go, go(wit, "offering", &at("go"))?);
    add("go-use", Language::Go, go(wit, "using", &at("go-use"))?);
    add("python", Language::Python, python(wit, "offering", &at("python"))?);
    add("python-use", Language::Python, python(wit, "using", &at("python-use"))?);
    add("js", Language::JavaScript, javascript(wit, &at("js"))?);
    add("host", Language::Rust, host(wit)?);
    Ok(all)
}

/// What `wit_bindgen::generate!` expands to.
fn rust(wit: &Path, world: &str) -> Result<String> {
    use wit_bindgen_core::wit_parser::Resolve;
    use wit_bindgen_core::{Files, WorldGenerator};

    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(wit)?;
    let world = resolve.select_world(&[package], Some(world))?;
    let options = wit_bindgen_rust::Opts {
        format: true,
        ..Default::default()
    };
    let mut files = Files::default();
    options.build().generate(&mut resolve, world, &mut files)?;
    let texts = files.iter().map(|(_, text)| String::from_utf8(text.to_vec()));
    Ok(texts.collect::<Result<_, _>>()?)
}

/// What `wasmtime::component::bindgen!` expands to.
fn host(wit: &Path) -> Result<String> {
    let mut resolve = wit_parser::Resolve::default();
    let (package, _) = resolve.push_path(wit)?;
    let world = resolve.select_world(&[package], Some("offering"))?;
    let options = wasmtime_internal_wit_bindgen::Opts {
        rustfmt: true,
        ..Default::default()
    };
    options.generate(&mut resolve, world)
}

fn go(wit: &Path, world: &str, folder: &Path) -> Result<String> {
    // wit-bindgen-go requires a module for its packages.
    fs::create_dir(folder)?;
    fs::write(folder.join("go.mod"), "module example\n")?;
    let mut generator = Command::new("wit-bindgen-go");
    generator.args(["generate", "--world", world, "--out", "internal"]);
    run(generator.arg(wit).current_dir(folder))?;
    read_all(&folder.join("internal/example/kinds/kinds"), "go")
}

fn python(wit: &Path, world: &str, folder: &Path) -> Result<String> {
    let mut generator = Command::new("componentize-py");
    generator.args(["--quiet", "--world", world, "--wit-path"]).arg(wit);
    run(generator.arg("bindings").arg(folder))?;
    let side = if world == "offering" { "exports" } else { "imports" };
    // The functions to implement are declared next to the module of the types.
    Ok(read_all(&folder.join("wit_world").join(side), "py")? + &read_all(&folder.join("wit_world"), "py")?)
}

/// jco generates types for components, not for contracts, so this makes a component without code first.
fn javascript(wit: &Path, folder: &Path) -> Result<String> {
    fs::create_dir(folder)?;
    let (module, component) = (folder.join("module.wasm"), folder.join("component.wasm"));
    let mut embed = Command::new("wasm-tools");
    embed.args(["component", "embed", "--dummy", "--world", "offering"]);
    run(embed.arg(wit).arg("--output").arg(&module))?;
    let mut new = Command::new("wasm-tools");
    run(new
        .args(["component", "new"])
        .arg(&module)
        .arg("--output")
        .arg(&component))?;
    let mut jco = Command::new("jco");
    jco.arg("transpile").arg(&component).args(["--instantiation", "async"]);
    run(jco.args(["--quiet", "--out-dir"]).arg(folder))?;
    read_all(&folder.join("interfaces"), "ts")
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot run `{name}`"))?;
    if !output.status.success() {
        bail!(
            "`{name}` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    Ok(())
}

/// The files of a folder with this extension, sorted by name.
fn read_all(folder: &Path, extension: &str) -> Result<String> {
    let missing = || format!("cannot read `{}`", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(missing)? {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.extension() == Some(OsStr::new(extension)));
    paths.sort();
    let texts = paths.iter().map(fs::read_to_string);
    Ok(texts.collect::<Result<_, _>>()?)
}
