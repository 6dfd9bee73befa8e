//! Keeps the compiled component on disk, so that later starts map it instead of compiling it.
//!
//! Compiled code runs without further checks. So it is only loaded from a folder that only the user can write to, under
//! a name made of the component's hash and the engine's version and settings.
//!
//! Code for a debugger is neither kept nor loaded: a debugger writes its breakpoints into the code, so what would be kept could
//! stop a later run, which has no debugger.

use std::fs::{self, File, OpenOptions, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Result, anyhow};
use inspector::file;
use wasmtime::component::Component;
use wasmtime::{CacheStore, Engine};

use crate::cache::functions::{Change, Functions};
use crate::cache::owned_dir;
use crate::io_error::reason;
use crate::sandbox::shortage::Shortage;

/// How many files are kept, at up to 40 MB each. A run has up to six: the composition, what a thread runs and the store, each with
/// and without time and fuel.
const KEPT: usize = 32;
/// What was used within this time is kept too: programs that work side by side would compile again what others have removed.
const RECENT: Duration = Duration::from_secs(3600);

/// A component, and the hash of its file.
pub struct Loaded {
    pub component: Component,
    pub hash: blake3::Hash,
}

/// Where compiled components are kept, or why they can't be.
pub struct Cache(Result<PathBuf, String>);

impl Cache {
    /// The user's cache: `polyglot-pipeline/compiled` in `$XDG_CACHE_HOME` or `~/.cache`.
    pub fn of_user() -> Cache {
        let set = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let home = || Some(std::env::home_dir()?.join(".cache"));
        let cache = set.filter(|path| path.is_absolute()).or_else(home);
        match cache.filter(|path| path.is_absolute()) {
            Some(cache) => Cache::at(&cache.join("polyglot-pipeline").join("compiled")),
            None => Cache(Err("there is no home folder".into())),
        }
    }

    /// Any folder; created if missing, rejected if others can write to it.
    pub fn at(folder: &Path) -> Cache {
        Cache(owned_dir::open(folder))
    }

    /// Loads the component in `path`, from the cache if possible. `notice` is called with what the user has to wait for,
    /// or why the result could not be kept.
    pub fn load(&self, engine: &Engine, path: &Path, notice: impl Fn(&str)) -> Result<Loaded> {
        let unreadable = |why: String| anyhow!("cannot read the component `{}`: {why}", path.display());
        let doing = || format!("load the component `{}`", path.display());
        let malformed = |error: wasmtime::Error| match Shortage::of(&error, doing) {
            Some(shortage) => shortage.into(),
            None => unreadable(format!("{error:#}").replace('\n', " ")),
        };
        let wasm = file::component(path).map_err(|error| match Shortage::of_system(&error, doing) {
            Some(shortage) => shortage.into(),
            None => unreadable(reason(&error)),
        })?;
        inspector::preamble(&wasm).map_err(|error| unreadable(error.to_string()))?;
        let hash = blake3::hash(&wasm);
        let component = self.compiled(engine, path, &wasm, &hash, notice).map_err(malformed)?;
        Ok(Loaded { component, hash })
    }

    fn compiled(
        &self,
        engine: &Engine,
        file: &Path,
        wasm: &[u8],
        hash: &blake3::Hash,
        notice: impl Fn(&str),
    ) -> wasmtime::Result<Component> {
        if engine.get_debug_info() {
            let file = file.display();
            notice(&format!(
                "compiling `{file}` for a debugger, without optimisation (up to 30 s); the cache isn't used"
            ));
            return Component::new(engine, wasm);
        }
        let folder = match &self.0 {
            Ok(folder) => folder,
            Err(reason) => {
                let file = file.display();
                notice(&format!("compiling `{file}`; the result isn't kept: {reason}"));
                return Component::new(engine, wasm);
            }
        };
        let path = folder.join(format!("{}.cwasm", key(engine, hash)));
        if path.exists() {
            match owned_dir::check_file(&path) {
                // SAFETY: the file was written by `keep` below, for this engine, and only the user can change it.
                Ok(()) => match unsafe { Component::deserialize_file(engine, &path) } {
                    Ok(component) => {
                        touch(&path);
                        return Ok(component);
                    }
                    Err(error) if Shortage::of(&error, String::new).is_some() => return Err(error),
                    Err(error) => notice(&format!("compiling again, `{}` can't be used: {error}", path.display())),
                },
                Err(reason) => notice(&format!("compiling again: {reason}")),
            }
        }
        let shown = file.display();
        notice(&format!("compiling `{shown}` for this machine, once (up to 10 s)"));
        let known = folder.join(format!("{}.functions", settings(engine)));
        let functions = Arc::new(Functions::read(&known));
        let compiled = with_functions(engine, &functions)?.precompile_component(wasm)?;
        let kept = match functions.change() {
            Change::Nothing => {
                touch(&known);
                Ok(())
            }
            Change::Append(functions) => append(&known, &functions),
            Change::Replace(functions) => write(folder, &known, &functions),
        };
        match kept.and_then(|()| keep(folder, &path, &compiled)) {
            // Another process may have removed it. SAFETY: as above.
            Ok(()) => match unsafe { Component::deserialize_file(engine, &path) } {
                Ok(component) => return Ok(component),
                Err(error) if Shortage::of(&error, String::new).is_some() => return Err(error),
                Err(_) => {}
            },
            Err(error) => {
                let (folder, reason) = (folder.display(), reason(&error));
                notice(&format!("cannot keep the compiled component in `{folder}`: {reason}"));
            }
        }
        // SAFETY: the bytes come straight from this engine.
        unsafe { Component::deserialize(engine, &compiled) }
    }
}

/// Names the compiled form: content, wasmtime's version, its settings and the machine's features.
fn key(engine: &Engine, hash: &blake3::Hash) -> String {
    format!("{}-{}", &hash.to_hex()[..32], settings(engine))
}

fn settings(engine: &Engine) -> String {
    let mut settings = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    format!("{:016x}", settings.finish())
}

/// The same engine, for a compilation that uses and collects functions. The machine code is the same.
fn with_functions(engine: &Engine, functions: &Arc<Functions>) -> wasmtime::Result<Engine> {
    let mut config = engine.config().clone();
    config.enable_incremental_compilation(Arc::clone(functions) as Arc<dyn CacheStore>)?;
    Engine::new(&config)
}

fn keep(folder: &Path, path: &Path, compiled: &[u8]) -> io::Result<()> {
    write(folder, path, compiled)?;
    remove_all_but_the_latest(folder)
}

/// Puts a whole file in place.
fn write(folder: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    let partial = folder.join(format!(".partial-{}", std::process::id()));
    let written = write_new(&partial, content).and_then(|()| fs::rename(&partial, path));
    if written.is_err() {
        // An incomplete file is useless; report the first error.
        let _ = fs::remove_file(&partial);
    }
    written
}

/// Extends a file, unless another process has removed it.
fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let Some(mut file) = unless_gone(OpenOptions::new().append(true).open(path))? else {
        return Ok(());
    };
    file.write_all(bytes)?;
    file.sync_all()
}

/// Marks a file as used. If that fails, it is removed sooner, which only costs time.
fn touch(path: &Path) {
    let _ = File::open(path).and_then(|file| file.set_modified(SystemTime::now()));
}

/// Removes all but the files used last or recently. A file that another process has mapped stays mapped without its name.
fn remove_all_but_the_latest(folder: &Path) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let used = entry.metadata().and_then(|data| data.modified());
        files.extend(unless_gone(used)?.map(|used| (used, entry.path())));
    }
    files.sort();
    let superfluous = files.len().saturating_sub(KEPT);
    let is_recent = |used: &SystemTime| used.elapsed().is_ok_and(|age| age < RECENT);
    files[..superfluous]
        .iter()
        .filter(|(used, _)| !is_recent(used))
        .try_for_each(|(_, path)| unless_gone(fs::remove_file(path)).map(drop))
}

fn unless_gone<T>(answer: io::Result<T>) -> io::Result<Option<T>> {
    match answer {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        answer => answer.map(Some),
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    // Whatever the umask: a file that can't be read would be compiled again each time.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()
}
