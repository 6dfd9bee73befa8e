//! The licence texts of packages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::inventory::Inventory;

const NAMES: [&str; 6] = ["license", "licence", "copying", "copyright", "notice", "unlicense"];
const SOURCES: [&str; 6] = ["rs", "go", "c", "h", "py", "html"];

/// The licence files in a folder, sorted.
pub fn beside(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(entries(folder)?
        .into_iter()
        .filter(|path| path.is_file() && is_licence(path))
        .collect())
}

/// The texts of the licence files in a package's folder and below: a package may contain sources of others.
pub fn in_folder(folder: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            texts.extend(in_folder(&path)?);
        } else if is_licence(&path) {
            let bytes = fs::read(&path).with_context(|| format!("collect licences: read `{}`", path.display()))?;
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            texts.extend((!text.trim().is_empty()).then(|| text.trim().to_string()));
        }
    }
    Ok(texts)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let list = || {
        fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<std::io::Result<Vec<_>>>()
    };
    let mut paths = list().with_context(|| format!("collect licences: list `{}`", folder.display()))?;
    paths.sort();
    Ok(paths)
}

fn is_licence(path: &Path) -> bool {
    let lower = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().to_lowercase();
    let name = lower(path.file_name());
    !SOURCES.contains(&lower(path.extension()).as_str()) && NAMES.iter().any(|start| name.starts_with(start))
}

/// Licences whose text is the same for all packages. Others start with the owner.
const WITHOUT_OWNER: [&str; 4] = ["Apache-2.0", "CC0-1.0", "LLVM-exception", "Unlicense"];

/// The standard texts of an SPDX expression. Of alternatives, that of Apache-2.0 is enough.
pub fn standard(expression: &str) -> Result<Vec<String>> {
    texts(&ids(expression)?)
}

/// The same, if the texts name no owner.
pub fn standard_without_owner(expression: &str) -> Result<Vec<String>> {
    let ids = ids(expression)?;
    match ids.iter().find(|id| !WITHOUT_OWNER.contains(&id.as_str())) {
        Some(id) => bail!("the text of `{id}` names an owner"),
        None => texts(&ids),
    }
}

fn ids(expression: &str) -> Result<BTreeSet<String>> {
    let parsed = spdx::Expression::parse(expression).with_context(|| format!("read the licence `{expression}`"))?;
    let mut ids = BTreeSet::new();
    for found in parsed.requirements() {
        ids.extend(found.req.to_string().split(" WITH ").map(str::to_string));
    }
    if expression.contains(" OR ") && ids.contains("Apache-2.0") {
        ids.retain(|id| id == "Apache-2.0");
    }
    Ok(ids)
}

fn texts(ids: &BTreeSet<String>) -> Result<Vec<String>> {
    let text = |id: &String| {
        let text = spdx::license_id(id)
            .map(|found| found.text())
            .or_else(|| spdx::exception_id(id).map(|found| found.text()));
        text.map(|text| text.trim().to_string())
            .with_context(|| format!("collect licences: found no standard text of `{id}`"))
    };
    ids.iter().map(text).collect()
}

/// Every text once, after the packages that it belongs to.
pub fn text(inventory: &Inventory) -> String {
    let mut owners: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for package in inventory.packages.values() {
        let copyright = package
            .copyright
            .as_ref()
            .map(|text| format!(", {text}"))
            .unwrap_or_default();
        for text in &package.texts {
            let version = package
                .version
                .as_deref()
                .map(|version| format!(" {version}"))
                .unwrap_or_default();
            let owner = format!("{}{version} ({}){copyright}", package.name, package.license);
            owners.entry(text).or_default().insert(owner);
        }
    }
    // By owner, so that a changed text stays in its place.
    let mut sections: Vec<_> = owners.into_iter().map(|(text, owners)| (owners, text)).collect();
    sections.sort();
    let mut all = "The licences of the packages that are part of this release.\n".to_string();
    for (owners, text) in sections {
        let owners: Vec<_> = owners.into_iter().collect();
        all += &format!("\n{}\n\n{}\n\n{text}\n", "=".repeat(80), owners.join("\n"));
    }
    all
}
