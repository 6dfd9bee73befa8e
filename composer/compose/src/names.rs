//! Which names a stage can have. They must be unique, since components, instances and files are found by name.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use inspector::graph::HOST;
use wac_parser::Statement;

use crate::checkout::Checkout;
use crate::compositions;
use crate::parts::{PREFIX, Parts};
use crate::source::Sources;

const LONGEST: usize = 40;

pub fn check(checkout: &Checkout, name: &str) -> Result<()> {
    if !is_well_formed(name) {
        // Lines of a message are the tool's own.
        let name = escape::message(name);
        bail!("found `{name}`, expected words of lower-case letters and digits joined by `-`, such as `tidy-names`");
    }
    if name.len() > LONGEST {
        bail!("found {} characters, expected at most {LONGEST}", name.len());
    }
    match taken(checkout)?.get(name) {
        Some(what) => bail!("`{name}` is already the name of {what}; choose another one"),
        None => Ok(()),
    }
}

/// Each word starts with a letter, as WIT requires.
fn is_well_formed(name: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit())
    };
    name.split('-').all(is_word)
}

/// The names that are already used, and what for.
fn taken(checkout: &Checkout) -> Result<BTreeMap<String, String>> {
    let mut taken = BTreeMap::from([(HOST.into(), "the host in policies".into())]);
    for entry in checkout.folder(&checkout.path("build"))? {
        let name = entry.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        taken.insert(name, format!("`{}`", checkout.shown(&entry)));
    }
    let parts = Parts::new(checkout, checkout.path("build"), Default::default())?;
    for name in parts.wit_names() {
        taken.insert(name.into(), "a package, an interface or a world in wit/".into());
    }
    let recipes = compositions::read(checkout)?;
    for recipe in recipes.values() {
        let sources = Sources::read(checkout, &recipe.files)?;
        if !recipe.files.is_empty() {
            let document = sources.document()?;
            let instances = document.statements.iter().filter_map(|statement| match statement {
                Statement::Let(instance) => Some(instance.id.string),
                Statement::Import(import) => Some(import.id.string),
                _ => None,
            });
            for instance in instances {
                taken.insert(instance.into(), "an instance or an import of a composition".into());
            }
            for (key, _) in wac_resolver::packages(&document)? {
                if let Some(component) = key.name.strip_prefix(PREFIX) {
                    taken.insert(component.into(), "a component".into());
                }
            }
        }
        for component in &recipe.plug {
            taken.insert(component.clone(), "a component".into());
        }
    }
    taken.extend(recipes.into_keys().map(|name| (name, "a composition".into())));
    Ok(taken)
}
