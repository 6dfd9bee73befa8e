//! Fills in a page. `{{go type User struct}}` becomes the declaration of wit-bindgen-go with that start. `{{fields plain}}`
//! becomes one row per field of that record, with the field's type in each language.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::bindings::{self, Bindings};
use crate::checkout;
use crate::declaration::{field_type, find};

pub const TEMPLATE: &str = "tests/docs/types.template";
pub const PAGE: &str = "docs/types.md";

/// The columns of a table of fields.
const LANGUAGES: [&str; 5] = ["rust", "go", "python", "js", "host"];

/// Generates `types.md`.
pub fn types() -> Result<String> {
    let wit = checkout("docs/types/kinds.wit");
    let template = fs::read_to_string(checkout(TEMPLATE)).with_context(|| format!("cannot read `{TEMPLATE}`"))?;
    let wit_text = fs::read_to_string(&wit)?;
    fill(
        &template,
        &wit_text,
        &bindings::generate(wit.parent().expect("it lies in a folder"))?,
    )
}

fn fill(template: &str, wit: &str, all: &[Bindings]) -> Result<String> {
    let mut page = String::new();
    for (at, line) in template.lines().enumerate() {
        let line = line_of(line, wit, all).with_context(|| format!("`{TEMPLATE}`, line {}", at + 1))?;
        page += &line;
        page += "\n";
    }
    Ok(page)
}

fn line_of(line: &str, wit: &str, all: &[Bindings]) -> Result<String> {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((asked, after)) = after.split_once("}}") else {
            bail!("found `{{{{`, expected `}}}}` after it");
        };
        text += before;
        text += &match asked.split_once(' ') {
            Some(("fields", record)) => fields(record, wit, all)?,
            Some(("wit", start)) => code(&of_wit(wit, start)?),
            Some((name, start)) => {
                let bindings = named(name, all)?;
                code(&find(bindings.language, &bindings.text, start)?)
            }
            None => bail!("found `{asked}`, expected a language and the start of a declaration"),
        };
        rest = after;
    }
    Ok(text + rest)
}

fn named<'a>(name: &str, all: &'a [Bindings]) -> Result<&'a Bindings> {
    let found = all.iter().find(|bindings| bindings.name == name);
    found.with_context(|| format!("found no language `{name}`"))
}

/// One row per field: its type in WIT, then in each language.
fn fields(record: &str, wit: &str, all: &[Bindings]) -> Result<String> {
    let declared = of_wit(wit, &format!("record {record} "))?;
    let (_, inside) = declared.split_once('{').context("a record has braces")?;
    let class = format!("{}{}", record[..1].to_uppercase(), &record[1..]);
    let mut rows = Vec::new();
    for field in split_fields(inside.trim_end_matches('}')) {
        let (name, ty) = field
            .split_once(": ")
            .with_context(|| format!("found `{field}`, expected a field"))?;
        let mut cells = vec![code(ty)];
        for language in LANGUAGES {
            let Bindings { language, text, .. } = named(language, all)?;
            cells.push(code(&field_type(*language, text, &class, name)?));
        }
        rows.push(format!("| {} |", cells.join(" | ")));
    }
    Ok(rows.join("\n"))
}

/// Splits fields, which are separated by `, NAME: ` once they are joined to one line.
fn split_fields(inside: &str) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for part in inside.split(", ") {
        match fields.last_mut() {
            Some(last) if !part.contains(": ") => *last = format!("{last}, {part}"),
            _ => fields.push(part.trim().into()),
        }
    }
    fields
}

/// WIT's declarations have the same shape as Rust's: braces, and one line per part.
fn of_wit(wit: &str, start: &str) -> Result<String> {
    find(crate::declaration::Language::Rust, wit, start)
}

/// Code in a table cell.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}
