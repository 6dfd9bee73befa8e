//! Makes compositions: reads files into a graph, edits it, encodes it, checks the bytes, and writes them to a file.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Context, Result, bail};
use clap::Args;
use indexmap::IndexMap;
use wac_graph::types::Package;
use wac_graph::{CompositionGraph, EncodeOptions, Processor, plug};

use crate::checkout::Checkout;
use crate::compositions::{self, Recipe, SpyKind};
use crate::normalise::normalise;
use crate::open::open;
use crate::parts::{PREFIX, Parts};
use crate::source::Sources;
use crate::spies::{Spies, interpose};
use crate::stages::{self, Stage};
use crate::verify::verify;

#[derive(Args)]
pub struct Request {
    /// The folder with the components [default: build/]
    #[arg(long, value_name = "DIR")]
    parts: Option<PathBuf>,

    /// The folder for the compositions [default: the folder with the components]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Use this file as a component: `--with validator=my-validator.wasm`; can be repeated
    #[arg(long, value_name = "NAME=FILE", value_parser = named_file)]
    with: Vec<(String, PathBuf)>,

    /// Make only this composition; can be repeated
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
}

/// The entry in the `producers` section of a composition, the same as that of `wac compose`.
const WAC: Processor = Processor {
    name: "wac-parser",
    version: "0.12.0",
};

fn named_file(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok((name.into(), file.into())),
        _ => Err("expected NAME=FILE, such as validator=my-validator.wasm".into()),
    }
}

pub fn all(request: &Request) -> Result<()> {
    let checkout = Checkout::find()?;
    let recipes = compositions::read(&checkout)?;
    let stages = stages::read(&checkout)?;
    let folder = request.parts.clone().unwrap_or_else(|| checkout.path("build"));
    let out = request.out.clone().unwrap_or_else(|| folder.clone());
    let parts = Parts::new(
        &checkout,
        folder,
        request.with.iter().cloned().collect::<HashMap<_, _>>(),
    )?;
    let is_wanted = |name: &str| request.only.is_empty() || request.only.iter().any(|one| one == name);
    if let Some(unknown) = request.only.iter().find(|name| !recipes.contains_key(*name)) {
        // Lines of a message are the tool's own.
        let unknown = escape::message(unknown);
        bail!("cannot compose `{unknown}`: expected one of {}", names(&recipes));
    }

    let path = |name: &str| out.join(name).with_extension("wasm");
    let wanted = recipes.iter().filter(|(name, _)| is_wanted(name));
    let (due, left_out): (Vec<_>, Vec<_>) = wanted.partition(|(_, recipe)| recipe.stages || stages.is_empty());
    // Each is checked while the next is made.
    let results: Vec<Result<Made<'_>>> = thread::scope(|scope| {
        let mut checks = Vec::new();
        for (name, recipe) in &due {
            let (made, checkout) = (make(&parts, recipe, &stages), &checkout);
            checks.push(scope.spawn(move || check(checkout, name, recipe, made?)));
        }
        let joined = |check: ScopedJoinHandle<'_, _>| check.join().unwrap_or_else(|panic| resume_unwind(panic));
        checks.into_iter().map(joined).collect()
    });
    let mut made = Vec::new();
    let mut inserted = Vec::new();
    for ((name, _), result) in due.iter().zip(results) {
        let path = path(name);
        let (bytes, with) = result.with_context(|| format!("cannot compose `{}`", checkout.shown(&path)))?;
        made.push((bytes, path));
        inserted.extend(with.iter().map(|stage| &stage.name));
    }
    if request.only.is_empty() {
        nothing_is_left_over(&parts, &stages, &inserted)?;
    }
    fs::create_dir_all(&out).with_context(|| format!("cannot create `{}`", out.display()))?;
    for (name, _) in left_out {
        let path = path(name);
        // One from before there were stages.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove `{}`", checkout.shown(&path)));
            }
            _ => {}
        }
    }
    for (bytes, path) in made {
        publish(&bytes, &path).with_context(|| format!("cannot write `{}`", checkout.shown(&path)))?;
    }
    Ok(())
}

/// Checks that every stage is in a composition, and so is every component of `--with`.
fn nothing_is_left_over(parts: &Parts, stages: &[Stage], inserted: &[&String]) -> Result<()> {
    if let Some(Stage { name, before }) = stages.iter().find(|stage| !inserted.contains(&&stage.name)) {
        bail!(
            "cannot compose with `stages/{name}/{}`: found `{before}`, expected an instance of a composition, such as \
             `service`",
            stages::FILE
        );
    }
    match parts.unused() {
        Some((name, file)) => {
            let (name, file) = (escape::message(name), escape::message(&file.to_string_lossy()));
            bail!("cannot compose with `--with {name}={file}`: no composition has a component `{name}`")
        }
        None => Ok(()),
    }
}

/// The bytes of a composition, and the stages in it.
type Made<'a> = (Vec<u8>, Vec<&'a Stage>);

/// What was made, if it keeps to its policy.
fn check<'a>(checkout: &Checkout, name: &str, recipe: &Recipe, made: Made<'a>) -> Result<Made<'a>> {
    let policy = recipe.policy.clone().unwrap_or_else(|| format!("{name}.toml"));
    verify(checkout, &made.0, &policy, &made.1)?;
    Ok(made)
}

fn make<'a>(parts: &Parts, recipe: &Recipe, stages: &'a [Stage]) -> Result<Made<'a>> {
    let (graph, inserted) = match recipe.plug.as_slice() {
        [] => joined(parts, recipe, stages)?,
        components => (plugged(parts, components)?, Vec::new()),
    };
    let bytes = graph.encode(EncodeOptions {
        // The check against the policy validates it.
        validate: false,
        processor: (!recipe.files.is_empty()).then_some(WAC),
        ..Default::default()
    })?;
    Ok((bytes, inserted))
}

fn joined<'a>(parts: &Parts, recipe: &Recipe, stages: &'a [Stage]) -> Result<(CompositionGraph, Vec<&'a Stage>)> {
    let mut composition = Sources::read(parts.checkout, &recipe.files)?.composition(parts)?;
    if let Some(exports) = &recipe.exports {
        composition.exports = exports.clone();
    }
    let inserted = stages::insert(&mut composition, stages, parts)?;
    for name in &recipe.open {
        open(&mut composition, name)?;
    }
    if let Some(kind) = recipe.spies {
        let wit = parts.checkout.path("wit");
        let values = matches!(kind, SpyKind::Values);
        interpose(&mut composition, Spies { wit: &wit, values })?;
    }
    let graph = normalise(&composition)?;
    Ok((graph, inserted))
}

/// What `wac plug` makes.
fn plugged(parts: &Parts, components: &[String]) -> Result<CompositionGraph> {
    let mut graph = CompositionGraph::new();
    let mut packages = Vec::new();
    for name in components {
        let component = parts.component(name)?;
        let package = Package::from_bytes(&format!("{PREFIX}{name}"), None, component, graph.types_mut())?;
        packages.push(graph.register_package(package)?);
    }
    let socket = packages.remove(0);
    plug(&mut graph, packages, socket)?;
    Ok(graph)
}

/// Replaces a file atomically, and only if it differs, so that nothing is rebuilt from an unchanged file.
fn publish(bytes: &[u8], path: &Path) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let new = path.with_extension("wasm.new");
    fs::write(&new, bytes)?;
    fs::rename(&new, path)?;
    Ok(())
}

fn names(recipes: &IndexMap<String, Recipe>) -> String {
    recipes
        .keys()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
