//! The npm package: the Node host with the composed component, as jco has translated it.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::pack::Pack;
use crate::release::Release;

pub fn write(release: &Release, papers: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut pack = Pack::new(release.time);
    // The same places as in a checkout, since the sources name each other by relative paths.
    for (path, content) in release
        .below("js-host/src")?
        .into_iter()
        .chain(release.below("build/js")?)
    {
        if !path.starts_with("build/js/compiled/") {
            pack.add(format!("package/{path}"), content);
        }
    }
    for (name, content) in papers {
        pack.add(format!("package/{name}"), content.clone());
    }
    pack.add("package/package.json", manifest(release)?);
    pack.add_program("package/cli.js", release.read("toolchain/dist/npm/cli.js")?);
    pack.add("package/README.md", release.read("toolchain/dist/npm/README.md")?);
    pack.add("package/users.csv", release.read("samples/users.csv")?);
    pack.into_tar_gz()
}

/// js-host's manifest, with what only the package has.
fn manifest(release: &Release) -> Result<String> {
    let path = "js-host/package.json";
    let mut manifest: Value =
        serde_json::from_str(&release.read_text(path)?).with_context(|| format!("read `{path}`"))?;
    if manifest["version"] != release.version.as_str() {
        bail!(
            "read `{path}`: found version {}, expected the workspace's, `{}`",
            manifest["version"],
            release.version
        );
    }
    let package = "toolchain/dist/npm/package.json";
    let own: Value = serde_json::from_str(&release.read_text(package)?).with_context(|| format!("read `{package}`"))?;
    let fields = manifest
        .as_object_mut()
        .with_context(|| format!("read `{path}`: found no object"))?;
    fields.remove("private");
    fields.extend(
        own.as_object()
            .with_context(|| format!("read `{package}`: found no object"))?
            .clone(),
    );
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}
