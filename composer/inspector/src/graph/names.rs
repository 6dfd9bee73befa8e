//! The names of components. Policies refer to them, so the same file always gives the same names.
//!
//! A name is the first of these that exists: the instance's name in the composition (`let service = …` in a .wac file),
//! the component's name there, the component's own name, the interface that it exports
//! (`my:user-validator/validator@2.0.0` becomes `validator`), or `component`. If two in one component have the same
//! name, the second becomes `service#2`.

use std::collections::{BTreeSet, HashMap};

use super::model::HOST;
use crate::eval::{Instance, World};
use crate::read::Definition;

const MAX_LENGTH: usize = 100;

/// The name of each of these instances, by its number. A parent has a lower number than its children.
pub fn of(world: &World<'_>, kept: &BTreeSet<usize>) -> HashMap<usize, String> {
    let mut names: HashMap<usize, String> = HashMap::new();
    let mut taken: HashMap<String, usize> = HashMap::from([(HOST.to_string(), 1)]);
    for (at, instance) in kept.iter().filter_map(|at| Some((*at, world.instances.get(*at)?))) {
        let Some(parent) = instance.parent else { continue };
        let name = match names.get(&parent) {
            Some(outer) => format!("{outer}/{}", plain(instance)),
            // Directly in the file.
            None => plain(instance),
        };
        names.insert(at, unlike(name, &mut taken));
    }
    // The file itself comes last, so that it doesn't use up the name of a component.
    if let Some(root) = world.instances.first() {
        let name = match root.has_code {
            true => plain(root),
            false => root.own_name.map_or("composition".into(), clean),
        };
        names.insert(0, unlike(name, &mut taken));
    }
    names
}

fn unlike(name: String, taken: &mut HashMap<String, usize>) -> String {
    let mut unlike = name.clone();
    // Another component's own name can already look like `name#2`.
    while taken.contains_key(&unlike) {
        let number = taken.entry(name.clone()).or_insert(1);
        *number += 1;
        unlike = format!("{name}#{number}");
    }
    taken.insert(unlike.clone(), 1);
    unlike
}

fn plain(instance: &Instance<'_>) -> String {
    let exports = || {
        let interface = instance.exports.iter().find_map(|export| interface(export));
        interface.or_else(|| instance.exports.first().copied())
    };
    let name = instance.given_name.or(instance.own_name).or_else(exports).map(clean);
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| "component".into())
}

/// `validator` of `my:user-validator/validator@2.0.0`.
fn interface(name: &str) -> Option<&str> {
    let (_, name) = name.rsplit_once('/')?;
    Some(name.split_once('@').map_or(name, |(name, _)| name))
}

/// A name without characters that have a meaning in a path, a pattern or a terminal.
fn clean(name: &str) -> String {
    let allowed = |character: char| character.is_alphanumeric() || "-_.:@+".contains(character);
    name.chars()
        .take(MAX_LENGTH)
        .map(|character| if allowed(character) { character } else { '_' })
        .collect()
}

/// The languages that it is written in. A tool for one language is more reliable than what the compiler records: a
/// module of TinyGo says C99.
pub fn languages(instance: &Instance<'_>, definition: Option<&Definition<'_>>) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |language: &str| {
        if !found.iter().any(|known| known == language) {
            found.push(language.to_string());
        }
    };
    if instance.is_python {
        add("Python");
    }
    let metadata = definition.map(|definition| &definition.metadata);
    for tool in metadata.iter().flat_map(|metadata| &metadata.tools) {
        match tool.name.as_str() {
            "TinyGo" | "Go cmd/compile" => add("Go"),
            "componentize-py" => add("Python"),
            "ComponentizeJS" | "componentize-js" => add("JavaScript"),
            "AssemblyScript" => add("AssemblyScript"),
            _ => {}
        }
    }
    if found.is_empty() {
        metadata
            .iter()
            .flat_map(|metadata| &metadata.languages)
            .for_each(|language| match *language {
                "C99" | "C11" | "C17" | "C_plus_plus_14" => {
                    let name = if language.contains("plus") { "C++" } else { "C" };
                    if !found.iter().any(|known| known == name) {
                        found.push(name.to_string());
                    }
                }
                other => {
                    if !found.iter().any(|known| known == other) {
                        found.push(other.to_string());
                    }
                }
            });
    }
    found
}
