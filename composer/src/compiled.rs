//! Keeps the compiled component on disk, so that a start maps it instead of compiling it.
//!
//! Compiled code is run without further checks. So it is only taken from a folder that nobody but the user can
//! write to, under a name made of the component's hash and the engine's version and settings.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::failure::reason;

const WRITABLE_BY_OTHERS: u32 = 0o022;
const STICKY: u32 = 0o1000;
/// Compiled components that are kept, the latest ones; 30 MB each.
const KEPT: usize = 8;

/// Loads the component in `file`, compiled before if possible. `notice` is told what a person has to wait for, or
/// why nothing could be kept.
pub fn load(engine: &Engine, file: &Path, notice: impl Fn(&str)) -> Result<Component> {
    let unreadable = |why: String| anyhow!("cannot read the component `{}`: {why}", file.display());
    let wasm = fs::read(file).map_err(|error| unreadable(reason(&error)))?;
    let folder = match folder() {
        Ok(folder) => folder,
        Err(reason) => {
            notice(&format!(
                "compiling `{}`; the result isn't kept: {reason}",
                file.display()
            ));
            return Ok(Component::new(engine, &wasm)?);
        }
    };
    let path = folder.join(format!("{}.cwasm", key(engine, &wasm)));
    if path.exists() {
        match trusted_file(&path) {
            // SAFETY: the file was written by `keep` below, for this engine, and only the user can change it.
            Ok(()) => match unsafe { Component::deserialize_file(engine, &path) } {
                Ok(component) => return Ok(component),
                Err(error) => notice(&format!("compiling again, `{}` can't be used: {error}", path.display())),
            },
            Err(reason) => notice(&format!("compiling again: {reason}")),
        }
    }
    notice(&format!(
        "compiling `{}` for this machine, once (about 10 s)",
        file.display()
    ));
    let compiled = engine
        .precompile_component(&wasm)
        .map_err(|error| unreadable(format!("{error:#}").replace('\n', " ")))?;
    if let Err(error) = keep(&folder, &path, &compiled) {
        notice(&format!(
            "cannot keep the compiled component in `{}`: {error}",
            folder.display()
        ));
    }
    // SAFETY: the bytes come straight from this engine.
    Ok(unsafe { Component::deserialize(engine, &compiled) }?)
}

/// Names the compiled form: content, wasmtime's version, its settings and the machine's features.
fn key(engine: &Engine, wasm: &[u8]) -> String {
    let mut settings = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    format!("{}-{:016x}", &blake3::hash(wasm).to_hex()[..32], settings.finish())
}

/// The folder for compiled components: made where it is missing, refused where others can write.
fn folder() -> Result<PathBuf, String> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
        .ok_or("there is no home folder")?;
    let folder = cache.join("polyglot-pipeline").join("compiled");
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
    let folder = folder
        .canonicalize()
        .map_err(|error| format!("cannot find `{}`: {error}", folder.display()))?;
    let me = rustix::process::geteuid().as_raw();
    for (depth, ancestor) in folder.ancestors().enumerate() {
        let data = ancestor
            .metadata()
            .map_err(|error| format!("cannot look at `{}`: {error}", ancestor.display()))?;
        let owned = data.uid() == me || (depth > 0 && data.uid() == 0);
        // In a folder such as /tmp nobody can rename what isn't theirs.
        let closed = data.mode() & WRITABLE_BY_OTHERS == 0 || (depth > 0 && data.mode() & STICKY != 0);
        if !owned || !closed {
            return Err(format!("others can write to `{}`", ancestor.display()));
        }
    }
    Ok(folder)
}

fn trusted_file(path: &Path) -> Result<(), String> {
    let data = path.symlink_metadata().map_err(|error| error.to_string())?;
    let me = rustix::process::geteuid().as_raw();
    if data.is_file() && data.uid() == me && data.mode() & WRITABLE_BY_OTHERS == 0 {
        Ok(())
    } else {
        Err(format!("others can write to `{}`", path.display()))
    }
}

fn keep(folder: &Path, path: &Path, compiled: &[u8]) -> io::Result<()> {
    let partial = folder.join(format!(".partial-{}", std::process::id()));
    let written = write_new(&partial, compiled).and_then(|()| fs::rename(&partial, path));
    if written.is_err() {
        // Whatever is left of it is no use; the first error is the one to tell.
        let _ = fs::remove_file(&partial);
    }
    written?;
    forget_all_but_the_latest(folder)
}

/// One that another process has just mapped stays mapped without its name.
fn forget_all_but_the_latest(folder: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.push((entry.metadata()?.modified()?, entry.path()));
    }
    files.sort();
    let superfluous = files.len().saturating_sub(KEPT);
    files[..superfluous]
        .iter()
        .try_for_each(|(_, path)| fs::remove_file(path))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
