//! npm packages, of every platform: the lock file has their licences.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::package::Package;

#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    version: String,
    license: Option<String>,
}

pub fn packages(lock: &Path) -> Result<Vec<Package>> {
    let lock: Lock = serde_json::from_str(&fs::read_to_string(lock)?)?;
    // The entry without a path is the project itself.
    let installed = lock
        .packages
        .into_iter()
        .filter_map(|(path, entry)| Some((path.rsplit_once("node_modules/")?.1.to_string(), entry)));
    let packages = installed.map(|(name, entry)| Package {
        name,
        version: entry.version,
        license: entry.license,
    });
    Ok(packages.collect())
}
