//! The list of compositions: composer/compositions.toml, which explains its keys.

use anyhow::{Context, Result, bail};
use indexmap::IndexMap;
use serde::Deserialize;

use crate::checkout::Checkout;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    #[serde(default)]
    pub files: Vec<String>,
    #[serde(default)]
    pub plug: Vec<String>,
    pub policy: Option<String>,
    pub exports: Option<Vec<String>>,
    #[serde(default)]
    pub open: Vec<String>,
    pub spies: Option<SpyKind>,
    #[serde(default = "yes")]
    pub stages: bool,
}

fn yes() -> bool {
    true
}

/// What spies report.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpyKind {
    /// When a call begins and ends, and how many bytes it passes.
    Calls,
    /// Also the values.
    Values,
}

/// All recipes, by the name of the composition.
pub fn read(checkout: &Checkout) -> Result<IndexMap<String, Recipe>> {
    let path = checkout.list();
    let shown = checkout.shown(&path);
    let recipes: IndexMap<String, Recipe> =
        toml::from_str(&checkout.read(&path)?).with_context(|| format!("cannot read `{shown}`"))?;
    for (name, recipe) in &recipes {
        if recipe.files.is_empty() == recipe.plug.is_empty() {
            bail!("cannot read `{shown}`: `{name}` must have either `files` or `plug`");
        }
    }
    Ok(recipes)
}
