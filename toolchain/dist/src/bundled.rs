//! `bundled.toml`: the packages that no package manager reports, since compilers and crates bring them along.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::inventory::{Inventory, Package};
use crate::licences;
use crate::release::Release;

const FILE: &str = "toolchain/dist/bundled.toml";
const PINS: &str = "toolchain/versions.env";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundled {
    pins: BTreeMap<String, String>,
    go_modules: BTreeMap<String, String>,
    package: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    version: Option<String>,
    within: Vec<String>,
    license: String,
    copyright: Option<String>,
    purl: Option<String>,
    evidence: Option<String>,
}

impl Bundled {
    /// Reads the file, and checks that it describes the pinned tools.
    pub fn read(release: &Release) -> Result<Self> {
        let mut bundled: Self = toml::from_str(&release.read_text(FILE)?).with_context(|| format!("read `{FILE}`"))?;
        let text = release.read_text(PINS)?;
        let pins: BTreeMap<_, _> = text
            .lines()
            .filter_map(|line| line.split(" #").next()?.split_once('='))
            .collect();
        for (tool, described) in &bundled.pins {
            let found = pins.get(tool.as_str()).copied().unwrap_or("none");
            if found != described {
                bail!(
                    "read `{FILE}`: it describes {tool} `{described}`, but `{PINS}` has `{found}`; find out what the new version \
                     contains, and change the packages and the pin there"
                );
            }
        }
        for entry in &mut bundled.package {
            if let Some(tool) = entry.version.as_ref().and_then(|version| version.strip_prefix('$')) {
                let found = pins
                    .get(tool)
                    .with_context(|| format!("read `{FILE}`: `{PINS}` has no `{tool}`"))?;
                entry.version = Some(found.to_string());
            }
        }
        Ok(bundled)
    }

    pub fn licence_of_module(&self, path: &str) -> Result<String> {
        let found = self.go_modules.get(path).cloned();
        found.with_context(|| {
            format!("collect licences: Go module `{path}` isn't in `{FILE}`; add its SPDX licence to `[go_modules]`")
        })
    }

    /// Adds the packages. The evidence of each must be in every file that it is said to be in.
    pub fn add(self, release: &Release, inventory: &mut Inventory) -> Result<()> {
        for entry in self.package {
            let purl = entry
                .purl
                .unwrap_or_else(|| format!("pkg:generic/{}", entry.name.to_lowercase()));
            let purl = entry
                .version
                .iter()
                .fold(purl, |purl, version| format!("{purl}@{version}"));
            for outer in &entry.within {
                if let Some(evidence) = &entry.evidence {
                    let content = if outer == "bin/pipeline" {
                        Some(&release.host)
                    } else {
                        release.wasm.get(outer)
                    };
                    let content = content.with_context(|| format!("read `{FILE}`: found no file `{outer}`"))?;
                    if !contains(content, evidence.as_bytes()) {
                        bail!(
                            "check `{FILE}`: `{outer}` doesn't contain `{evidence}`, the evidence of {}; find out which version it contains",
                            entry.name
                        );
                    }
                }
                let package = Package {
                    name: entry.name.clone(),
                    version: entry.version.clone(),
                    purl: purl.clone(),
                    license: entry.license.clone(),
                    copyright: entry.copyright.clone(),
                    texts: owned(licences::standard(&entry.license)?, entry.copyright.as_deref()),
                };
                inventory.add(outer, package);
            }
        }
        Ok(())
    }
}

/// The texts, with the owner where they have a place for one.
fn owned(texts: Vec<String>, copyright: Option<&str>) -> Vec<String> {
    let line = |line: &str| match copyright {
        Some(owner) if line.contains("<year>") => format!("Copyright {owner}"),
        _ => line.to_string(),
    };
    texts
        .iter()
        .map(|text| text.lines().map(line).collect::<Vec<_>>().join("\n"))
        .collect()
}

fn contains(content: &[u8], wanted: &[u8]) -> bool {
    content.windows(wanted.len()).any(|window| window == wanted)
}
