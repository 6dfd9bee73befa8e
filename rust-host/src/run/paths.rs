//! The files of a call, checked before any of them is opened: what the call writes is no other file of it.

use std::fs::{self, File, Metadata};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use inspector::file::STDIN;

use crate::failure::Failure;
use crate::run::publish::FILES;
use crate::store::file::COMPANIONS;

/// The longest chain of links that Linux follows.
const MOST_LINKS: usize = 40;

/// The files of a call. Each has the name of its option or operand, for messages.
#[derive(Default)]
pub struct Paths {
    read: Vec<Named>,
    written: Vec<Named>,
    out: Option<Named>,
}

/// Device and inode.
type Identity = (u64, u64);

struct Named {
    what: &'static str,
    shown: PathBuf,
    /// With links resolved, even if the file doesn't exist yet.
    resolved: PathBuf,
    /// Which file or folder it is, of which there may be several paths.
    identity: Option<Identity>,
    is_special: bool,
}

impl Paths {
    pub fn read<'a>(mut self, what: &'static str, paths: impl IntoIterator<Item = &'a PathBuf>) -> Paths {
        self.read.extend(paths.into_iter().map(|path| Named::new(what, path)));
        self
    }

    pub fn written(mut self, what: &'static str, path: Option<&PathBuf>) -> Paths {
        self.written.extend(path.map(|path| Named::new(what, path)));
        self
    }

    /// A store, and what SQLite creates beside it.
    pub fn store(mut self, what: &'static str, path: Option<&PathBuf>) -> Paths {
        self = self.written(what, path);
        for end in COMPANIONS {
            let beside = path.map(|path| {
                let mut name = path.clone().into_os_string();
                name.push(end);
                PathBuf::from(name)
            });
            self = self.written(what, beside.as_ref());
        }
        self
    }

    pub fn out(mut self, what: &'static str, path: &Path) -> Paths {
        self.out = Some(Named::new(what, path));
        self
    }

    /// Fails if a file would be overwritten that has another use.
    pub fn check(&self) -> Result<(), Failure> {
        let Paths { read, written, out } = self;
        for (at, file) in written.iter().enumerate() {
            if let Some(other) = read.iter().chain(&written[..at]).find(|other| file.is(other)) {
                return Err(file.refused(&format!("it is the same file as {other}; name another file")));
            }
            if let Some(out) = out.as_ref().filter(|out| file.is_in(out)) {
                return Err(file.refused(&format!("it is in the output folder, {out}; name a file outside of it")));
            }
        }
        let Some(out) = out else { return Ok(()) };
        if let Some(file) = written.iter().find(|file| out.resolved.starts_with(&file.resolved)) {
            return Err(out.refused(&format!("it is in the file {file}; name another folder")));
        }
        for file in read {
            if file.is(out) {
                return Err(out.refused(&format!("it is the same file as {file}; name another folder")));
            }
            if FILES.iter().any(|name| file.is_named(name, out)) {
                return Err(out.refused(&format!("its file {file} would be replaced; name another folder")));
            }
        }
        Ok(())
    }
}

impl Named {
    fn new(what: &'static str, path: &Path) -> Named {
        let data = if path == Path::new(STDIN) {
            of_stdin()
        } else {
            fs::metadata(path).ok()
        };
        Named {
            what,
            shown: path.into(),
            resolved: resolve(path, MOST_LINKS),
            identity: data.as_ref().and_then(identity),
            is_special: data.is_some_and(|data| identity(&data).is_none()),
        }
    }

    fn is(&self, other: &Named) -> bool {
        (self.resolved == other.resolved && !self.is_special)
            || (self.identity.is_some() && self.identity == other.identity)
    }

    /// Whether it is in this folder, or in a folder in it. A mount can give a folder a second path, and so can upper and lower
    /// case.
    fn is_in(&self, folder: &Named) -> bool {
        let is = |path: &Path| path == folder.resolved || is_at(path, folder.identity);
        self.resolved.ancestors().any(is)
    }

    /// Whether it is what this folder has under this name. Another link to that is another file, but standard input has no path.
    fn is_named(&self, name: &str, folder: &Named) -> bool {
        let path = folder.resolved.join(name);
        let is_beside = || {
            self.resolved
                .parent()
                .is_some_and(|parent| is_at(parent, folder.identity))
        };
        let may_be = || self.shown == Path::new(STDIN) || is_beside();
        self.resolved == path || (may_be() && is_at(&path, self.identity))
    }

    fn refused(&self, why: &str) -> Failure {
        Failure::Input(format!("cannot write to {self}: {why}"))
    }
}

impl std::fmt::Display for Named {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "`{}` ({})", self.shown.display(), self.what)
    }
}

/// None for a device or a pipe, which isn't overwritten.
fn identity(data: &Metadata) -> Option<Identity> {
    (data.is_file() || data.is_dir()).then(|| (data.dev(), data.ino()))
}

fn is_at(path: &Path, expected: Option<Identity>) -> bool {
    let found = || identity(&fs::metadata(path).ok()?);
    expected.is_some() && found() == expected
}

fn of_stdin() -> Option<Metadata> {
    let file = File::from(std::io::stdin().as_fd().try_clone_to_owned().ok()?);
    file.metadata().ok()
}

/// The path without links. What doesn't exist yet counts as the file that would be created.
fn resolve(path: &Path, most_links: usize) -> PathBuf {
    if let Ok(resolved) = path.canonicalize() {
        return resolved;
    }
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    match (fs::read_link(path), path.file_name()) {
        (Ok(target), _) if most_links > 0 => resolve(&parent.join(target), most_links - 1),
        (_, Some(name)) => resolve(parent, most_links).join(name),
        _ => path.into(),
    }
}
