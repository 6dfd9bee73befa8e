//! PyPI packages: their lock files have no licences, so this reads the metadata of those that are installed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::package::Package;

/// The packages that `python`, which is `bin/python` of a virtual environment, can import.
pub fn packages(python: &Path) -> Result<Vec<Package>> {
    let environment = python.ancestors().nth(2).context("expected `bin/python`")?;
    let mut packages = Vec::new();
    for site in matching(&environment.join("lib"), |name| name.starts_with("python"))? {
        for info in matching(&site.join("site-packages"), |name| name.ends_with(".dist-info"))? {
            let text = fs::read_to_string(info.join("METADATA"))?;
            packages.push(package(&text).with_context(|| format!("`{}` has no name", info.display()))?);
        }
    }
    if packages.is_empty() {
        bail!("found no packages, expected the Python of a virtual environment");
    }
    Ok(packages)
}

fn matching(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("list `{}`", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?;
    paths.retain(|path| path.file_name().is_some_and(|name| wanted(&name.to_string_lossy())));
    paths.sort();
    Ok(paths)
}

/// The classifiers that stand for one licence. `BSD License` could be any of several.
const CLASSIFIERS: [(&str, &str); 3] = [
    ("License :: OSI Approved :: Apache Software License", "Apache-2.0"),
    ("License :: OSI Approved :: MIT License", "MIT"),
    (
        "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)",
        "MPL-2.0",
    ),
];

fn package(metadata: &str) -> Option<Package> {
    // The description follows after an empty line.
    let headers: Vec<(&str, &str)> = metadata
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(": "))
        .collect();
    let header = |wanted: &str| {
        let mut values = headers.iter().filter(|(name, _)| *name == wanted);
        values.next().map(|(_, value)| value.to_string())
    };
    let classified = CLASSIFIERS
        .iter()
        .find(|(classifier, _)| headers.contains(&("Classifier", classifier)))
        .map(|(_, license)| license.to_string());
    Some(Package {
        name: header("Name")?,
        version: header("Version")?,
        license: header("License-Expression").or(classified).or(header("License")),
    })
}
