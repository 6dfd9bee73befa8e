//! What is compiled into a release, by its CycloneDX description.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::package::Package;

#[derive(Deserialize)]
struct Sbom {
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    licenses: Vec<Choice>,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Choice {
    Expression(String),
    License { id: Option<String>, name: Option<String> },
}

pub fn packages(file: &Path) -> Result<Vec<Package>> {
    let sbom: Sbom = serde_json::from_str(&fs::read_to_string(file)?)?;
    let mut packages = Vec::new();
    let mut waiting = sbom.components;
    while let Some(component) = waiting.pop() {
        waiting.extend(component.components);
        // Several licences apply together.
        let licenses = component.licenses.into_iter().filter_map(|choice| match choice {
            Choice::Expression(expression) => Some(format!("({expression})")),
            Choice::License { id, name } => id.or(name),
        });
        let licenses: Vec<String> = licenses.collect();
        packages.push(Package {
            name: component.name,
            version: component.version,
            license: (!licenses.is_empty()).then(|| licenses.join(" AND ")),
        });
    }
    Ok(packages)
}
