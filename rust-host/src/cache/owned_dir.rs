//! Files and folders that only the user can change.

use std::fs::{DirBuilder, Metadata};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::io_error::reason;

const WRITABLE_BY_OTHERS: u32 = 0o022;
const STICKY: u32 = 0o1000;

/// Creates the folder if it is missing. Fails if anyone else could change what is in it, or put another folder in its
/// place.
pub fn open(folder: &Path) -> Result<PathBuf, String> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| format!("cannot create `{}`: {}", folder.display(), reason(&error)))?;
    let folder = folder
        .canonicalize()
        .map_err(|error| format!("cannot find `{}`: {}", folder.display(), reason(&error)))?;
    for (depth, ancestor) in folder.ancestors().enumerate() {
        let data = ancestor.metadata().map_err(|error| {
            format!(
                "cannot read the permissions of `{}`: {}",
                ancestor.display(),
                reason(&error)
            )
        })?;
        let owned = is_mine(&data) || (depth > 0 && data.uid() == 0);
        // In a folder with the sticky bit, such as /tmp, only a file's owner can rename it.
        let closed = data.mode() & WRITABLE_BY_OTHERS == 0 || (depth > 0 && data.mode() & STICKY != 0);
        if !owned || !closed {
            return Err(format!("others can write to `{}`", ancestor.display()));
        }
    }
    Ok(folder)
}

/// Fails unless it is a plain file that the user owns and others can't write to.
pub fn check_file(path: &Path) -> Result<(), String> {
    let data = path.symlink_metadata().map_err(|error| reason(&error))?;
    if data.is_file() && is_mine(&data) && data.mode() & WRITABLE_BY_OTHERS == 0 {
        Ok(())
    } else {
        Err(format!("others can write to `{}`", path.display()))
    }
}

fn is_mine(data: &Metadata) -> bool {
    data.uid() == rustix::process::geteuid().as_raw()
}
