//! The section `licenses` of deny.toml, with the meaning that cargo-deny gives it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

use crate::package::Package;

pub struct Policy {
    allowed: Vec<Licensee>,
    exceptions: Vec<(String, Vec<Licensee>)>,
    clarified: Vec<Clarification>,
}

#[derive(Deserialize)]
struct File {
    licenses: Licenses,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
    #[serde(default)]
    clarify: Vec<Clarification>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate", alias = "name")]
    package: String,
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Clarification {
    #[serde(rename = "crate", alias = "name")]
    package: String,
    expression: String,
}

impl Policy {
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(path).with_context(|| format!("read `{}`", path.display()))
    }

    fn parse(path: &Path) -> Result<Self> {
        let file: File = toml::from_str(&fs::read_to_string(path)?)?;
        let exceptions = file.licenses.exceptions.into_iter();
        let exceptions = exceptions.map(|exception| Ok((exception.package, licensees(&exception.allow)?)));
        Ok(Self {
            allowed: licensees(&file.licenses.allow)?,
            exceptions: exceptions.collect::<Result<_>>()?,
            clarified: file.licenses.clarify,
        })
    }

    /// Why the package isn't accepted, if it isn't.
    pub fn problem(&self, package: &Package) -> Option<String> {
        let Package { name, version, .. } = package;
        let clarified = self.clarified.iter().find(|clarified| clarified.package == *name);
        let license = clarified
            .map(|clarified| &clarified.expression)
            .or(package.license.as_ref());
        let Some(license) = license else {
            return Some(format!("`{name}` {version} names no licence; {CLARIFY}"));
        };
        // As in crates: `Apache 2.0` and `MIT/Apache-2.0` are understood.
        let Ok(expression) = Expression::parse_mode(license, ParseMode::LAX) else {
            return Some(format!(
                "`{name}` {version} names the licence `{license}`, expected an SPDX expression; {CLARIFY}"
            ));
        };
        let excepted = self.exceptions.iter().filter(|(package, _)| package == name);
        let allowed: Vec<&Licensee> = self
            .allowed
            .iter()
            .chain(excepted.flat_map(|(_, allow)| allow))
            .collect();
        let accepted = expression.evaluate(|required| allowed.iter().any(|license| license.satisfies(required)));
        (!accepted).then(|| {
            format!(
                "`{name}` {version} has the licence `{license}`, which deny.toml doesn't allow; \
                 use another package, or add an exception"
            )
        })
    }
}

const CLARIFY: &str = "look up which it has, and add it to `licenses.clarify` in deny.toml";

fn licensees(names: &[String]) -> Result<Vec<Licensee>> {
    let parsed = names.iter().map(|name| {
        Licensee::parse_mode(name, ParseMode::LAX).with_context(|| format!("expected an SPDX licence, found `{name}`"))
    });
    parsed.collect()
}
