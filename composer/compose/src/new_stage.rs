//! Writes the skeleton of a stage: templates/stage/common and a language's folder, with the stage's name filled in.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;

use crate::checkout::Checkout;
use crate::names;

const USAGE: &str = "usage: make new-stage NAME=tidy LANG=rust|go|python|js";
const LANGUAGES: [&str; 4] = ["rust", "go", "python", "js"];
/// The lock files to copy from the checkout, by language: the file there, and its name in the stage.
const LOCKS: [(&str, &str, &str); 2] = [
    ("rust", "Cargo.lock", "Cargo.lock"),
    ("go", "go-service/go.sum", "go.sum"),
];

/// Write the skeleton of a stage, a component before the service
#[derive(Args)]
pub struct Request {
    /// Name of the stage
    #[arg(long)]
    name: Option<String>,

    /// Language of the stage: rust, go, python or js
    #[arg(long)]
    lang: Option<String>,
}

pub fn create(request: &Request) -> Result<()> {
    let name = written(request).with_context(|| "cannot write a stage")?;
    println!("Written: stages/{name}");
    println!("Now: make stages/{name}.test, make run. What it does: docs/add-a-stage.md");
    Ok(())
}

fn written(request: &Request) -> Result<&str> {
    let checkout = Checkout::find()?;
    let name = request
        .name
        .as_deref()
        .ok_or_else(|| anyhow!("NAME is missing\n{USAGE}"))?;
    let language = request
        .lang
        .as_deref()
        .ok_or_else(|| anyhow!("LANG is missing\n{USAGE}"))?;
    if !LANGUAGES.contains(&language) {
        bail!(
            "LANG: found `{}`, expected one of {}\n{USAGE}",
            escape::message(language),
            LANGUAGES.join(", ")
        );
    }
    let folder = checkout.path("stages").join(name);
    names::check(&checkout, name).context("NAME")?;
    if folder.exists() {
        bail!("NAME: `{}` exists already", checkout.shown(&folder));
    }

    let new = folder.with_extension("new");
    let done = fill(&checkout, name, language, &new).and_then(|()| Ok(fs::rename(&new, &folder)?));
    if done.is_err() {
        let _ = fs::remove_dir_all(&new);
    }
    done.with_context(|| format!("cannot write `{}`", checkout.shown(&folder)))?;
    Ok(name)
}

/// Writes all files of the stage to a folder.
fn fill(checkout: &Checkout, name: &str, language: &str, folder: &Path) -> Result<()> {
    for part in ["common", language] {
        copy(checkout, &checkout.path("templates/stage").join(part), folder, name)?;
    }
    for (_, from, to) in LOCKS.iter().filter(|(of, ..)| *of == language) {
        fs::copy(checkout.path(from), folder.join(to))?;
    }
    Ok(())
}

fn copy(checkout: &Checkout, from: &Path, to: &Path, name: &str) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in checkout.folder(from)? {
        let target = to.join(entry.file_name().unwrap_or_default());
        if entry.is_symlink() {
            symlink(fs::read_link(&entry)?, target)?;
        } else if entry.is_dir() {
            copy(checkout, &entry, &target, name)?;
        } else {
            let text = checkout.read(&entry)?;
            fs::write(
                target,
                text.replace("@NAME@", name).replace("@IDENT@", &name.replace('-', "_")),
            )?;
        }
    }
    Ok(())
}
