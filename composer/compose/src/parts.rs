//! The packages that a .wac file refers to: `part:NAME` is a component, all other names are WIT packages.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use inspector::file;
use wac_graph::types::BorrowedPackageKey;
use wit_parser::Resolve;

use crate::checkout::Checkout;

pub const PREFIX: &str = "part:";

pub struct Parts<'a> {
    pub checkout: &'a Checkout,
    /// Where the components are.
    folder: PathBuf,
    /// Components from other files, and which of them were read.
    instead: HashMap<String, PathBuf>,
    used: RefCell<HashSet<String>>,
    wit: Resolve,
}

impl Parts<'_> {
    pub fn new(checkout: &Checkout, folder: PathBuf, instead: HashMap<String, PathBuf>) -> Result<Parts<'_>> {
        let mut wit = Resolve::default();
        let path = checkout.path("wit");
        wit.push_dir(&path)
            .with_context(|| format!("cannot read the WIT in `{}`", checkout.shown(&path)))?;
        Ok(Parts {
            checkout,
            folder,
            instead,
            used: RefCell::default(),
            wit,
        })
    }

    pub fn package(&self, key: &BorrowedPackageKey) -> Result<Vec<u8>> {
        match key.name.strip_prefix(PREFIX) {
            Some(name) => self.component(name),
            None => self.wit(key),
        }
    }

    /// The component `part:NAME`.
    pub fn component(&self, name: &str) -> Result<Vec<u8>> {
        match self.instead.get(name) {
            Some(path) => {
                self.used.borrow_mut().insert(name.into());
                self.read(path)
            }
            None => self.built(&self.folder.join(name).with_extension("wasm")),
        }
    }

    /// The component of a stage. There is one for all builds, with names and without.
    pub fn stage(&self, name: &str) -> Result<Vec<u8>> {
        match self.instead.contains_key(name) {
            true => self.component(name),
            false => self.built(&self.checkout.path("build/stages").join(name).with_extension("wasm")),
        }
    }

    /// A component that was given by `--with`, but that no composition has.
    pub fn unused(&self) -> Option<(&String, &PathBuf)> {
        let used = self.used.borrow();
        self.instead.iter().find(|(name, _)| !used.contains(*name))
    }

    fn built(&self, path: &Path) -> Result<Vec<u8>> {
        if !path.is_file() {
            let shown = self.checkout.shown(path);
            bail!("`{shown}` is missing; `make compose` at the top builds it");
        }
        self.read(path)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>> {
        let shown = self.checkout.shown(path);
        let unreadable = || format!("cannot read the component `{shown}`");
        let bytes = file::component(path).with_context(unreadable)?;
        inspector::preamble(&bytes).with_context(unreadable)?;
        Ok(bytes)
    }

    fn wit(&self, key: &BorrowedPackageKey) -> Result<Vec<u8>> {
        let named = self.wit.packages.iter().find(|(_, package)| {
            let name = &package.name;
            key.name == format!("{}:{}", name.namespace, name.name) && key.version == name.version.as_ref()
        });
        match named {
            Some((id, _)) => {
                wit_component::encode(&self.wit, id).with_context(|| format!("cannot encode the package `{key}`"))
            }
            None => bail!("found `{key}`, expected `{PREFIX}NAME` or a package in wit/"),
        }
    }

    /// The names of all WIT packages, interfaces and worlds, without namespace and version.
    pub fn wit_names(&self) -> impl Iterator<Item = &str> {
        let packages = self.wit.packages.iter().map(|(_, package)| package.name.name.as_str());
        let interfaces = self
            .wit
            .interfaces
            .iter()
            .filter_map(|(_, interface)| interface.name.as_deref());
        let worlds = self.wit.worlds.iter().map(|(_, world)| world.name.as_str());
        packages.chain(interfaces).chain(worlds)
    }
}
