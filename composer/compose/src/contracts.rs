//! Compares the contracts in wit/ with those of the last release, by name, and says which version each change asks for.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use wit_component::WitPrinter;
use wit_parser::Resolve;

use crate::checkout::Checkout;

/// A folder for each release, named after its version, with the contracts that it had.
const RELEASED: &str = "tests/released";
/// The version of a package, as major, minor and patch.
type Version = (u64, u64, u64);

struct Package {
    version: Version,
    /// The types and functions, by their paths, as WIT without comments and versions.
    items: BTreeMap<String, String>,
}

#[derive(Default)]
struct Changes {
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
}

pub fn compare() -> Result<()> {
    let checkout = Checkout::find()?;
    let (release, folder) = last_release(&checkout)?;
    let released = packages(&checkout, &folder)?;
    let now = packages(&checkout, &checkout.path("wit"))?;
    let mut wrong = String::new();
    for (name, old) in &released {
        let Some(new) = now.get(name) else {
            println!("{name}: removed since {release}");
            continue;
        };
        let changes = changes(&old.items, &new.items);
        let (kind, least) = changes.ask_for(old.version);
        let line = format!("{name} {} → {}: {kind}", shown(old.version), shown(new.version));
        println!("{line}{changes}");
        if new.version < least {
            let found = shown(new.version);
            writeln!(
                wrong,
                "  `{name}`: found version `{found}`, expected `{}` or later: {kind}{changes}",
                shown(least)
            )?;
        }
    }
    if !wrong.is_empty() {
        bail!(
            "contracts: versions don't fit the changes since {release}; raise them in wit/, and wherever they are named\n{}",
            wrong.trim_end()
        );
    }
    Ok(())
}

impl Changes {
    /// What they are, and the lowest version that says so. A changed type is breaking even if it only has a new case: both sides
    /// of an interface must have the same.
    fn ask_for(&self, (major, minor, patch): Version) -> (&'static str, Version) {
        if !self.changed.is_empty() || !self.removed.is_empty() {
            ("breaking", (major + 1, 0, 0))
        } else if !self.added.is_empty() {
            ("additions", (major, minor + 1, 0))
        } else {
            ("unchanged", (major, minor, patch))
        }
    }
}

impl std::fmt::Display for Changes {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (what, items) in [
            ("removed", &self.removed),
            ("changed", &self.changed),
            ("added", &self.added),
        ] {
            for item in items {
                write!(to, "\n    {what} {item}")?;
            }
        }
        Ok(())
    }
}

fn changes(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Changes {
    let mut changes = Changes::default();
    for (name, before) in old {
        match new.get(name) {
            None => changes.removed.push(name.clone()),
            Some(after) if after != before => changes.changed.push(format!("{name}: {}", difference(before, after))),
            Some(_) => {}
        }
    }
    changes.added = new.keys().filter(|name| !old.contains_key(*name)).cloned().collect();
    changes
}

/// The lines that only one of two definitions has.
fn difference(before: &str, after: &str) -> String {
    let only = |these: &str, those: &str, sign: char| -> Vec<String> {
        let lines = these.lines().filter(|line| !those.lines().any(|other| other == *line));
        lines
            .map(|line| format!("{sign} {}", line.trim_end_matches([',', ';'])))
            .collect()
    };
    let lines = [only(before, after, '-'), only(after, before, '+')].concat();
    match lines.is_empty() {
        true => "another order".into(),
        false => lines.join("  "),
    }
}

fn last_release(checkout: &Checkout) -> Result<(String, PathBuf)> {
    let folders = checkout.folder(&checkout.path(RELEASED))?;
    let releases = folders.into_iter().filter_map(|folder| {
        let name = folder.file_name()?.to_str()?.to_owned();
        Some((version(&name)?, name, folder))
    });
    let (_, name, folder) = releases
        .max()
        .ok_or_else(|| anyhow!("contracts: found no release in `{RELEASED}`, expected a folder such as `1.0.0`"))?;
    Ok((name, folder))
}

fn version(text: &str) -> Option<Version> {
    let mut numbers = text.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

fn shown((major, minor, patch): Version) -> String {
    format!("{major}.{minor}.{patch}")
}

fn packages(checkout: &Checkout, folder: &Path) -> Result<BTreeMap<String, Package>> {
    let mut wit = Resolve::default();
    wit.push_dir(folder)
        .with_context(|| format!("contracts: cannot read the WIT in `{}`", checkout.shown(folder)))?;
    let mut versions = Vec::new();
    for (id, package) in wit.packages.iter_mut() {
        // Without them, names are comparable.
        let version = package.name.version.take();
        let version = version.map_or((0, 0, 0), |version| (version.major, version.minor, version.patch));
        versions.push((id, format!("{}:{}", package.name.namespace, package.name.name), version));
    }
    let mut packages = BTreeMap::new();
    for (id, name, version) in versions {
        let mut printer = WitPrinter::default();
        printer.emit_docs(false).print(&wit, id, &[])?;
        let items = items(&printer.output.to_string());
        packages.insert(name, Package { version, items });
    }
    Ok(packages)
}

/// The definitions in WIT that wit-component has printed: what is inside interfaces, worlds and resources, by its path.
fn items(text: &str) -> BTreeMap<String, String> {
    let mut items = BTreeMap::new();
    let mut path: Vec<String> = Vec::new();
    let mut item = String::new();
    for line in text.lines().map(str::trim) {
        let mut words = line
            .split(|c: char| !(c.is_alphanumeric() || "-%".contains(c)))
            .filter(|word| !word.is_empty());
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if item.is_empty() && ["interface", "world", "resource"].contains(&first) && line.ends_with('{') {
            path.push(second.to_owned());
            continue;
        }
        if item.is_empty() && line == "}" {
            path.pop();
            continue;
        }
        if line.is_empty() || path.is_empty() {
            continue;
        }
        if item.is_empty() {
            let is_keyword =
                ["record", "variant", "enum", "flags", "type", "resource"].contains(&first) && !line.contains(':');
            let name = match first {
                "use" | "import" | "export" | "constructor" => line.trim_end_matches([';', '{', ' ']),
                _ if is_keyword => second,
                _ => first,
            };
            path.push(name.to_owned());
        }
        item += line;
        item.push('\n');
        // A definition ends where its braces do.
        if item.matches('{').count() == item.matches('}').count() && (line.ends_with(';') || line.ends_with('}')) {
            let definition = std::mem::take(&mut item);
            // It defines nothing.
            if first != "use" {
                items.insert(path.join("."), definition);
            }
            path.pop();
        }
    }
    items
}
