//! Writes a small pipeline of its own: templates/pipeline, with the name and the record filled in.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;

use crate::checkout::Checkout;
use crate::names;
use crate::record::Record;
use crate::template;

const USAGE: &str =
    "usage: make new-pipeline NAME=orders DIR=../orders RECORD='order-id:string amount:u64 currency:string'";
/// Files of the checkout that the pipeline has too, by their names there and here.
const COPIES: [(&str, &str); 4] = [
    ("Cargo.lock", "Cargo.lock"),
    ("go-service/go.sum", "service/go.sum"),
    ("rust-toolchain.toml", "rust-toolchain.toml"),
    ("rustfmt.toml", "rustfmt.toml"),
];
/// Names of the pipeline's own interfaces and components.
const TAKEN: [&str; 5] = ["types", "validator", "service", "reporter", "pipeline"];

/// Write a small pipeline of its own into a new folder
#[derive(Args)]
pub struct Request {
    /// Name of the pipeline
    #[arg(long)]
    name: Option<String>,

    /// The new folder
    #[arg(long)]
    dir: Option<PathBuf>,

    /// The fields of a record: NAME:TYPE, separated by spaces
    #[arg(long)]
    record: Option<String>,
}

pub fn create(request: &Request) -> Result<()> {
    let (folder, name) = written(request).with_context(|| "cannot write a pipeline")?;
    let folder = escape::message(&folder.display().to_string());
    println!("Written: {folder}, the pipeline `{name}`");
    println!("Now: cd {folder}, make run, make test. What is where: README.md there");
    Ok(())
}

fn written(request: &Request) -> Result<(&Path, &str)> {
    let checkout = Checkout::find()?;
    let missing = |variable: &str| anyhow!("{variable} is missing\n{USAGE}");
    let name = request.name.as_deref().ok_or_else(|| missing("NAME"))?;
    let folder = request.dir.as_deref().ok_or_else(|| missing("DIR"))?;
    let record = request.record.as_deref().ok_or_else(|| missing("RECORD"))?;

    names::check_form(name, names::LONGEST)
        .and_then(|()| names::check_reserved(name))
        .context("NAME")?;
    if TAKEN.contains(&name) {
        bail!("NAME: `{name}` is the name of a part of each pipeline; choose another one");
    }
    let record = Record::parse(record).map_err(|error| anyhow!("RECORD: {error:#}\n{USAGE}"))?;
    let (place, root) = place(&checkout, folder).context("DIR")?;

    let mut values = record.values();
    values.push(("@POLYGLOT@", from(&place, &root).display().to_string()));
    values.extend(pins(&checkout)?);
    values.push(("@NAME@", name.into()));
    values.push(("@IDENT@", name.replace('-', "_")));
    let is_wanted = |file: &Path| record.needs(&file.file_name().unwrap_or_default().to_string_lossy());
    template::create(&checkout, &place, |new| {
        template::copy(
            &checkout,
            &checkout.path("templates/pipeline"),
            new,
            &values,
            &is_wanted,
        )?;
        for (from, to) in COPIES {
            fs::copy(checkout.path(from), new.join(to))?;
        }
        Ok(())
    })?;
    Ok((folder, name))
}

/// The folder to write, and the checkout, without links in their paths.
fn place(checkout: &Checkout, folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let shown = escape::message(&folder.display().to_string());
    let root = checkout.path("").canonicalize()?;
    let whole = env::current_dir()?.join(folder);
    let (Some(parent), Some(Component::Normal(last))) = (whole.parent(), whole.components().next_back()) else {
        bail!("found `{shown}`, expected a new folder, such as `../orders`");
    };
    let parent = parent
        .canonicalize()
        .with_context(|| format!("cannot find the folder that `{shown}` would be in"))?;
    let place = parent.join(last);
    if fs::symlink_metadata(&place).is_ok() {
        bail!("`{shown}` exists already; choose a new folder");
    }
    if place.starts_with(&root) {
        bail!("`{shown}` is in this checkout; choose a folder outside");
    }
    // Makefiles and cargo's paths of linked folders need one that make doesn't split.
    if place
        .to_str()
        .is_none_or(|path| path.contains(|c: char| c.is_whitespace() || "'\"$#:\\".contains(c)))
    {
        bail!("`{shown}`: found white space or one of '\"$#:\\ in its path, which make can't use");
    }
    Ok((place, root))
}

/// The path of one folder from another.
fn from(folder: &Path, to: &Path) -> PathBuf {
    let common = folder
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = folder.components().skip(common).map(|_| Component::ParentDir);
    up.chain(to.components().skip(common)).collect()
}

/// What the checkout's Cargo.toml says of its version and of wasmtime's.
fn pins(checkout: &Checkout) -> Result<template::Values> {
    let manifest = checkout.read(&checkout.path("Cargo.toml"))?;
    let after = |start: &str| {
        let found = manifest.split_once(start).and_then(|(_, rest)| rest.split_once('"'));
        found
            .map(|(found, _)| found.to_owned())
            .with_context(|| format!("cannot read `Cargo.toml`: found no `{}`", start.trim()))
    };
    Ok(vec![
        ("@VERSION@", after("\nversion = \"")?),
        ("@WASMTIME@", after("\nwasmtime = { version = \"")?),
    ])
}
