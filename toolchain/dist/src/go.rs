//! The Go modules that are compiled into a component, and what TinyGo adds: Go's standard library and its own runtime.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::bundled::Bundled;
use crate::inventory::{Inventory, Package};
use crate::licences;
use crate::release::Release;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Module {
    path: String,
    version: String,
    dir: PathBuf,
}

pub fn compiled_into(release: &Release, bundled: &Bundled, inventory: &mut Inventory, outer: &str) -> Result<()> {
    let others = "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}";
    let imported = release.output("go-service", "go", &["list", "-deps", "-f", others, "."])?;
    let mut paths: Vec<&str> = imported.lines().filter(|line| !line.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let module = release.output("go-service", "go", &["list", "-m", "-json", path])?;
        inventory.add(outer, package(bundled, &serde_json::from_str(&module)?)?);
    }
    let tinygo = release.output(
        "toolchain/go",
        "go",
        &["mod", "download", "-json", "github.com/tinygo-org/tinygo"],
    )?;
    inventory.add(outer, package(bundled, &serde_json::from_str(&tinygo)?)?);

    let root = release.output("go-service", "go", &["env", "GOROOT"])?;
    let version = release.output("go-service", "go", &["env", "GOVERSION"])?;
    let std = Module {
        path: "std".into(),
        version: version.trim().trim_start_matches("go").into(),
        dir: root.trim().into(),
    };
    inventory.add(outer, package(bundled, &std)?);
    Ok(())
}

fn package(bundled: &Bundled, module: &Module) -> Result<Package> {
    Ok(Package {
        name: module.path.clone(),
        version: Some(module.version.trim_start_matches('v').into()),
        purl: format!("pkg:golang/{}@{}", module.path, module.version),
        license: bundled.licence_of_module(&module.path)?,
        copyright: None,
        texts: vec![text(&module.path, &module.dir)?],
    })
}

/// A module's other folders, and Go's, hold programs that aren't compiled into ours.
fn text(name: &str, folder: &Path) -> Result<String> {
    let found = licences::beside(folder)?.into_iter().next();
    let path = found.with_context(|| {
        format!(
            "collect licences: Go module `{name}`: found no licence file in `{}`, expected `LICENSE`",
            folder.display()
        )
    })?;
    Ok(fs::read_to_string(&path)
        .with_context(|| format!("collect licences: read `{}`", path.display()))?
        .trim()
        .into())
}
