//! Writes the skeleton of a stage: templates/stage/common and a language's folder, with the stage's name filled in.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;

use crate::checkout::Checkout;
use crate::names;
use crate::template;

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

    template::create(&checkout, &folder, |new| fill(&checkout, name, language, new))?;
    Ok(name)
}

/// Writes all files of the stage to a folder.
fn fill(checkout: &Checkout, name: &str, language: &str, folder: &Path) -> Result<()> {
    let values = vec![("@NAME@", name.into()), ("@IDENT@", name.replace('-', "_"))];
    for part in ["common", language] {
        let from = checkout.path("templates/stage").join(part);
        template::copy(checkout, &from, folder, &values, &|_| true)?;
    }
    for (_, from, to) in LOCKS.iter().filter(|(of, ..)| *of == language) {
        fs::copy(checkout.path(from), folder.join(to))?;
    }
    Ok(())
}
