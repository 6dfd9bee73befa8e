//! The software bill of materials, as CycloneDX 1.5: every file of the release, and what is compiled into it.

use anyhow::{Context, Result, bail};
use cyclonedx_bom::models::component::Classification;
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::prelude::*;

use crate::inventory::{Inventory, Package};
use crate::pack::sha256;
use crate::release::{HOST, NPM, Release};

pub fn write(release: &Release, inventory: &Inventory) -> Result<Vec<u8>> {
    let mut files = vec![file(release, HOST, Classification::Application, Some(&release.host))?];
    files.push(file(release, NPM, Classification::Application, None)?);
    for (name, content) in &release.wasm {
        files.push(file(release, name, Classification::Library, Some(content))?);
    }
    let top = "polyglot-pipeline";
    let mut dependencies = vec![Dependency {
        dependency_ref: top.into(),
        dependencies: files.iter().filter_map(|file| file.bom_ref.clone()).collect(),
    }];
    dependencies.extend(inventory.contains.iter().map(|(outer, inner)| Dependency {
        dependency_ref: outer.clone(),
        dependencies: inner.iter().cloned().collect(),
    }));
    let packages = inventory.packages.values().map(package).collect::<Result<Vec<_>>>()?;
    let bom = Bom {
        metadata: Some(Metadata {
            timestamp: Some(release.date_and_time()?.try_into()?),
            component: Some(ours(release, Classification::Application, top, top)?),
            ..Metadata::default()
        }),
        components: Some(Components(files.into_iter().chain(packages).collect())),
        dependencies: Some(Dependencies(dependencies)),
        serial_number: None,
        spec_version: SpecVersion::V1_5,
        ..Bom::default()
    };
    let checked = bom.validate_version(SpecVersion::V1_5);
    if !checked.passed() {
        bail!("write the bill of materials: it isn't valid CycloneDX: {checked:?}");
    }
    let mut text = Vec::new();
    bom.output_as_json(&mut text, SpecVersion::V1_5)?;
    text.push(b'\n');
    Ok(text)
}

fn ours(release: &Release, class: Classification, name: &str, id: &str) -> Result<Component> {
    let mut component = Component::new(class, name, &release.version, Some(id.into()));
    component.licenses = Some(licenses("Apache-2.0")?);
    Ok(component)
}

fn file(release: &Release, name: &str, class: Classification, content: Option<&Vec<u8>>) -> Result<Component> {
    let mut component = ours(release, class, name, name)?;
    component.hashes = content.map(|content| {
        let hash = Hash {
            alg: HashAlgorithm::SHA_256,
            content: HashValue(sha256(content)),
        };
        Hashes(vec![hash])
    });
    Ok(component)
}

fn package(package: &Package) -> Result<Component> {
    let version = package.version.as_deref();
    let mut component = Component::new(Classification::Library, &package.name, "", Some(package.purl.clone()));
    component.version = version.map(NormalizedString::new);
    component.purl = Some(package.purl.parse().ok().context("parse a purl")?);
    component.copyright = package.copyright.as_deref().map(NormalizedString::new);
    component.licenses = Some(licenses(&package.license)?);
    Ok(component)
}

fn licenses(expression: &str) -> Result<Licenses> {
    let parsed =
        SpdxExpression::try_from(expression.to_string()).with_context(|| format!("read the licence `{expression}`"))?;
    Ok(Licenses(vec![LicenseChoice::Expression(parsed)]))
}
