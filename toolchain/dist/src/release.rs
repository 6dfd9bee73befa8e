//! What this checkout releases: its version, its time, its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The host, and what the npm package adds to the components, by their names in the inventory.
pub const HOST: &str = "bin/pipeline";
pub const NPM: &str = "npm package";

pub struct Release {
    /// The checkout.
    pub root: PathBuf,
    pub version: String,
    /// The platform of the archive, such as `x86_64-unknown-linux-gnu`.
    pub target: String,
    /// The time of every file, in seconds since 1970.
    pub time: u64,
    /// The names of the components.
    pub components: BTreeSet<String>,
    /// Components and compositions by name.
    pub wasm: BTreeMap<String, Vec<u8>>,
    pub host: Vec<u8>,
}

#[derive(Deserialize)]
struct Composition {
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    plug: Vec<String>,
}

impl Release {
    pub fn of_checkout() -> Result<Self> {
        let root = std::env::current_dir()?;
        let rustc = output(&root, "rustc", &["--version", "--verbose"])?;
        let target = rustc.lines().find_map(|line| line.strip_prefix("host: "));
        let compositions = read_text(&root.join("composer/compositions.toml"))?;
        let compositions: BTreeMap<String, Composition> =
            toml::from_str(&compositions).context("read `composer/compositions.toml`")?;
        let components = components(&root, compositions.values())?;
        let mut wasm = BTreeMap::new();
        for name in components.iter().chain(compositions.keys()) {
            wasm.insert(
                name.clone(),
                read(&root.join("build").join(name).with_extension("wasm"))?,
            );
        }
        Ok(Self {
            version: env!("CARGO_PKG_VERSION").into(),
            target: target.context("run `rustc -vV`: found no line `host: `")?.into(),
            time: time(&root)?,
            components,
            wasm,
            host: stripped(&root.join(HOST))?,
            root,
        })
    }

    pub fn read(&self, path: &str) -> Result<Vec<u8>> {
        read(&self.root.join(path))
    }

    pub fn read_text(&self, path: &str) -> Result<String> {
        read_text(&self.root.join(path))
    }

    /// The files below a folder by their path in the checkout, sorted.
    pub fn below(&self, folder: &str) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut found = BTreeMap::new();
        let place = self.root.join(folder);
        for entry in fs::read_dir(&place).with_context(|| format!("read `{}`", place.display()))? {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                found.extend(self.below(&path)?);
            } else {
                found.insert(path.clone(), self.read(&path)?);
            }
        }
        Ok(found)
    }

    /// The time as RFC 3339 writes it.
    pub fn date_and_time(&self) -> Result<String> {
        let time = OffsetDateTime::from_unix_timestamp(self.time.try_into()?)?;
        Ok(time.format(&Rfc3339)?)
    }

    /// What a command prints, run in a folder of the checkout.
    pub fn output(&self, folder: &str, program: &str, arguments: &[&str]) -> Result<String> {
        output(&self.root.join(folder), program, arguments)
    }
}

/// The components that the compositions are made of: `part:NAME` in the .wac files, and those that are plugged.
fn components<'a>(root: &Path, compositions: impl Iterator<Item = &'a Composition>) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for composition in compositions {
        found.extend(composition.plug.iter().cloned());
        for file in &composition.files {
            let text = read_text(&root.join("composer").join(file))?;
            let names = text.split("new part:").skip(1);
            found.extend(names.filter_map(|rest| Some(rest.split_whitespace().next()?.to_string())));
        }
    }
    Ok(found)
}

/// `SOURCE_DATE_EPOCH`, else the time of the last commit.
fn time(root: &Path) -> Result<u64> {
    let text = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(set) => set,
        Err(_) => output(root, "git", &["log", "-1", "--format=%ct"])
            .context("determine the time of the release: set SOURCE_DATE_EPOCH where there is no git")?,
    };
    text.trim().parse().with_context(|| {
        format!(
            "determine the time of the release: found `{}`, expected seconds",
            text.trim()
        )
    })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("read `{}`", path.display()))
}

/// By these, a native debugger finds the code that `--debug-info` compiles.
const FOR_DEBUGGERS: [&str; 2] = [
    "--keep-symbol=__jit_debug_register_code",
    "--keep-symbol=__jit_debug_descriptor",
];

/// A program without its symbols and its build id: the compiler derives parts of both from the paths of the checkout.
fn stripped(path: &Path) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("stripped");
    let (from, to) = (path.to_string_lossy(), copy.to_string_lossy());
    let arguments = ["--strip-all", "--remove-section=.note.gnu.build-id", "-o", &to, &from];
    output(Path::new("."), "strip", &[&FOR_DEBUGGERS[..], &arguments].concat())?;
    read(&copy)
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("read `{}`", path.display()))
}

fn output(folder: &Path, program: &str, arguments: &[&str]) -> Result<String> {
    let command = format!("run `{program} {}`", arguments.join(" "));
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .context(command.clone())?;
    if !output.status.success() {
        bail!(
            "{command} in `{}`: {}",
            folder.display(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    String::from_utf8(output.stdout).context(command)
}
