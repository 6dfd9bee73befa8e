//! What is in the release: our own files, and the packages of others that are compiled into each.

use std::collections::{BTreeMap, BTreeSet};

/// A package of others.
pub struct Package {
    pub name: String,
    /// None where it can't be found out.
    pub version: Option<String>,
    pub purl: String,
    /// An SPDX expression.
    pub license: String,
    pub copyright: Option<String>,
    /// The texts of its licence and its notices.
    pub texts: Vec<String>,
}

#[derive(Default)]
pub struct Inventory {
    /// By purl.
    pub packages: BTreeMap<String, Package>,
    /// By the name of a file of ours, or the purl of a package: what it contains or uses.
    pub contains: BTreeMap<String, BTreeSet<String>>,
}

impl Inventory {
    /// Adds a package that is compiled into `outer`.
    pub fn add(&mut self, outer: &str, package: Package) {
        self.contain(outer, &package.purl);
        self.packages.entry(package.purl.clone()).or_insert(package);
    }

    pub fn contain(&mut self, outer: &str, inner: &str) {
        self.contains.entry(outer.into()).or_default().insert(inner.into());
    }
}
