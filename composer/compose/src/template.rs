//! Files from templates/, with what they leave open filled in.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::checkout::Checkout;

/// What stands in a template, and what replaces it, in this order.
pub type Values = Vec<(&'static str, String)>;

/// Has `fill` write the files of a folder that doesn't exist yet. If it fails, nothing is left of it.
pub fn create(checkout: &Checkout, folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let mut new = folder.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let done = fill(&new).and_then(|()| Ok(fs::rename(&new, folder)?));
    if done.is_err() {
        let _ = fs::remove_dir_all(&new);
    }
    done.with_context(|| format!("cannot write `{}`", checkout.shown(folder)))
}

/// Copies a folder, without the files that `is_wanted` rejects.
pub fn copy(
    checkout: &Checkout,
    from: &Path,
    to: &Path,
    values: &Values,
    is_wanted: &impl Fn(&Path) -> bool,
) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in checkout.folder(from)? {
        let target = to.join(entry.file_name().unwrap_or_default());
        if entry.is_symlink() {
            symlink(fs::read_link(&entry)?, target)?;
        } else if entry.is_dir() {
            copy(checkout, &entry, &target, values, is_wanted)?;
        } else if is_wanted(&entry) {
            let text = checkout.read(&entry)?;
            let fill = |text: String, (from, to): &(&str, String)| text.replace(from, to);
            fs::write(target, values.iter().fold(text, fill))?;
        }
    }
    Ok(())
}
