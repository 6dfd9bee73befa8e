//! The checkout, and the paths of its files.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use inspector::file;

pub struct Checkout {
    root: PathBuf,
}

const LIST: &str = "composer/compositions.toml";

impl Checkout {
    /// The checkout around the current folder.
    pub fn find() -> Result<Checkout> {
        let current = env::current_dir().context("cannot find the current folder")?;
        let root = current.ancestors().find(|folder| folder.join(LIST).is_file());
        let root = root.ok_or_else(|| {
            anyhow!(
                "cannot compose: found no `{LIST}` in `{}` or above it; change to the checkout",
                current.display()
            )
        })?;
        Ok(Checkout { root: root.into() })
    }

    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    pub fn list(&self) -> PathBuf {
        self.path(LIST)
    }

    /// A path as messages show it: from the checkout, if it is inside.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    pub fn read(&self, path: &Path) -> Result<String> {
        file::settings(path).with_context(|| format!("cannot read `{}`", self.shown(path)))
    }

    /// The entries of a folder, by name. Empty if there is no such folder.
    pub fn folder(&self, path: &Path) -> Result<Vec<PathBuf>> {
        if !path.is_dir() {
            return Ok(Vec::new());
        }
        let entries = fs::read_dir(path).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        let mut paths: Vec<PathBuf> = entries.with_context(|| format!("cannot read `{}`", self.shown(path)))?;
        paths.sort();
        Ok(paths)
    }
}
