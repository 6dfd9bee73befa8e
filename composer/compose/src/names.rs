//! Which names a stage can have. They must be unique, since components, instances and files are found by name. And which words
//! are reserved in the languages of a generated pipeline.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use inspector::graph::HOST;
use wac_parser::Statement;

use crate::checkout::Checkout;
use crate::compositions;
use crate::parts::{PREFIX, Parts};
use crate::source::Sources;

pub const LONGEST: usize = 40;

/// The name of a stage, which no other part may have.
pub fn check(checkout: &Checkout, name: &str) -> Result<()> {
    check_form(name, LONGEST)?;
    match taken(checkout)?.get(name) {
        Some(what) => bail!("`{name}` is already the name of {what}; choose another one"),
        None => Ok(()),
    }
}

/// A name in WIT, of at most so many characters.
pub fn check_form(name: &str, longest: usize) -> Result<()> {
    if !is_well_formed(name) {
        // Lines of a message are the tool's own.
        let name = escape::message(name);
        bail!("found `{name}`, expected words of lower-case letters and digits joined by `-`, such as `tidy-names`");
    }
    if name.len() > longest {
        bail!("found {} characters, expected at most {longest}", name.len());
    }
    Ok(())
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

/// The words that can't be names, with their language.
const RESERVED: [(&str, &str); 5] = [
    (
        "WIT",
        "as async bool borrow char constructor enum export f32 f64 flags from func future import include interface list map \
         option own package record resource result s16 s32 s64 s8 static stream string tuple type u16 u32 u64 u8 use \
         variant with world error-context",
    ),
    (
        "Rust",
        "abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl \
         in let loop macro match mod move mut override priv pub ref return self static struct super trait true try type \
         typeof unsafe unsized use virtual where while yield",
    ),
    (
        "Go",
        "break case chan const continue default defer else fallthrough for func go goto if import interface internal map \
         package range return select struct switch type var",
    ),
    (
        "Python",
        "and as assert async await break class continue def del elif else except finally for from global if import in is \
         lambda nonlocal not or pass raise return try while with yield",
    ),
    (
        "JavaScript",
        "arguments await break case catch class const continue debugger default delete do else enum eval export extends false \
         finally for function if implements import in instanceof interface let new null package private protected public \
         return static super switch this throw true try typeof var void while with yield",
    ),
];

/// Rejects a keyword of any language that a generated pipeline is written in.
pub fn check_reserved(name: &str) -> Result<()> {
    let language = RESERVED
        .iter()
        .find(|(_, words)| words.split(' ').any(|word| word == name));
    match language {
        Some((language, _)) => bail!("`{name}` is a keyword of {language}; choose another name"),
        None => Ok(()),
    }
}
