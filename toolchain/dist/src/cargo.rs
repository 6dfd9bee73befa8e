//! The crates that are compiled into a program or component, with their licences.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use cargo_metadata::{MetadataCommand, Package as Crate};

use crate::inventory::{Inventory, Package};
use crate::licences;
use crate::release::Release;

pub const WASM: &str = "wasm32-unknown-unknown";

pub struct Crates<'a> {
    release: &'a Release,
    /// By name and version.
    known: BTreeMap<(String, String), Crate>,
}

impl<'a> Crates<'a> {
    pub fn of(release: &'a Release) -> Result<Self> {
        let mut known = BTreeMap::new();
        for target in [&release.target, WASM] {
            let options = ["--locked", "--filter-platform", target].map(String::from);
            let metadata = MetadataCommand::new()
                .current_dir(&release.root)
                .other_options(options)
                .exec();
            for package in metadata.context("run `cargo metadata`")?.packages {
                known.insert((package.name.to_string(), package.version.to_string()), package);
            }
        }
        Ok(Self { release, known })
    }

    /// Adds what is compiled into the file `outer`, built from a package. cargo's resolution of the whole workspace would
    /// also have what only tests need, so this asks for the tree of the one package.
    pub fn compiled_into(&self, inventory: &mut Inventory, outer: &str, package: &str, target: &str) -> Result<()> {
        let edges = ["--edges", "normal,no-proc-macro", "--target", target];
        let shape = ["--prefix", "depth", "--format", " {p}"];
        let arguments = [["tree", "--locked", "--package", package].as_slice(), &edges, &shape].concat();
        // The names of the packages around the current line, from the file down.
        let mut around: Vec<String> = Vec::new();
        for line in self.release.output("", "cargo", &arguments)?.lines() {
            let mut words = line.split(' ');
            let (Some(depth), Some(name), Some(version)) = (words.next(), words.next(), words.next()) else {
                bail!("read `cargo tree --package {package}`: found `{line}`, expected a depth, a name and a version");
            };
            let depth: usize = depth
                .parse()
                .with_context(|| format!("read `cargo tree`: the depth in `{line}`"))?;
            let version = version.trim_start_matches('v');
            let found = self.known.get(&(name.to_string(), version.to_string()));
            let found = found.with_context(|| format!("read `cargo metadata`: found no crate `{name} {version}`"))?;
            around.truncate(depth);
            // Our own crates are part of our file.
            if found.source.is_none() {
                around.push(outer.to_string());
                continue;
            }
            let package = Self::package(found)?;
            let purl = package.purl.clone();
            inventory.add(&around[depth - 1], package);
            around.push(purl);
        }
        Ok(())
    }

    fn package(found: &Crate) -> Result<Package> {
        let license = found
            .license
            .as_ref()
            .with_context(|| format!("collect licences: crate `{}` names no licence", found.name))?;
        let license = license.replace(" / ", "/").replace('/', " OR ");
        Ok(Package {
            name: found.name.to_string(),
            version: Some(found.version.to_string()),
            purl: format!("pkg:cargo/{}@{}", found.name, found.version),
            copyright: None,
            texts: Self::texts(found, &license)?,
            license,
        })
    }

    /// A crate without a licence file has the standard text, if that names no owner.
    fn texts(found: &Crate, license: &str) -> Result<Vec<String>> {
        let folder = found.manifest_path.parent().context("a manifest lies in a folder")?;
        let mut own = licences::in_folder(folder.as_std_path())?;
        // Of alternatives, the GPL is never the one that applies.
        own.retain(|text| !license.contains(" OR ") || !text.starts_with("GNU GENERAL PUBLIC LICENSE"));
        if !own.is_empty() {
            return Ok(own);
        }
        licences::standard_without_owner(license).with_context(|| {
            format!(
                "collect licences: crate `{} {}`, under `{license}`: found no licence file in `{folder}`, expected one whose name starts \
                 with LICENSE, COPYING or NOTICE",
                found.name, found.version
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What is collected for a crate under this licence, without and with a licence file.
    fn collected(license: &str, file: Option<&str>) -> Result<Vec<String>> {
        let folder = tempfile::tempdir()?;
        let manifest =
            format!("[package]\nname = \"bare\"\nversion = \"0.1.0\"\nlicense = \"{license}\"\n[workspace]\n");
        fs::write(folder.path().join("Cargo.toml"), manifest)?;
        fs::create_dir(folder.path().join("src"))?;
        fs::write(folder.path().join("src/lib.rs"), "")?;
        if let Some(name) = file {
            fs::write(folder.path().join(name), "the text")?;
        }
        let metadata = MetadataCommand::new().current_dir(folder.path()).no_deps().exec()?;
        Crates::texts(&metadata.packages[0], license)
    }

    #[test]
    fn a_crate_without_a_licence_text_is_an_error_that_names_it() {
        let error = format!("{:#}", collected("MIT", None).unwrap_err());
        assert!(error.contains("crate `bare 0.1.0`, under `MIT`"), "{error}");
    }

    #[test]
    fn a_licence_file_is_collected_whatever_its_suffix() {
        for name in ["LICENSE", "LICENSE-MIT", "COPYING.txt", "licence.md"] {
            assert_eq!(collected("MIT", Some(name)).unwrap(), ["the text"], "{name}");
        }
    }

    #[test]
    fn a_text_without_an_owner_needs_no_file() {
        for license in ["Apache-2.0", "MIT OR Apache-2.0", "Apache-2.0 WITH LLVM-exception"] {
            assert!(
                collected(license, None).unwrap()[0].contains("Apache License"),
                "{license}"
            );
        }
    }
}
