//! What custom sections say: names for people, and who made it. None of it changes what a component can do.

use std::collections::BTreeMap;

use serde::Serialize;
use wasmparser::{ComponentName, ComponentNameSectionReader, CustomSectionReader, KnownCustom, ProducersSectionReader};

/// Names and makers of one component; those of components within it are their own.
#[derive(Default)]
pub struct Metadata<'a> {
    pub name: Option<&'a str>,
    /// Names for the index spaces, as whoever wrote the component calls what is in them.
    pub instances: BTreeMap<u32, &'a str>,
    pub components: BTreeMap<u32, &'a str>,
    /// Of the component and of its core modules, in the order in which they are found.
    pub languages: Vec<&'a str>,
    pub tools: Vec<Tool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// Many more than tools write. A file can't have names cost more than the rest of it.
const MAX_TOOLS: usize = 50;

impl<'a> Metadata<'a> {
    pub fn take(&mut self, section: &CustomSectionReader<'a>, in_module: bool) {
        match section.as_known() {
            KnownCustom::Producers(producers) => self.producers(producers),
            KnownCustom::ComponentName(names) if !in_module => self.names(names),
            _ => {}
        }
    }

    fn producers(&mut self, section: ProducersSectionReader<'a>) {
        for field in section.into_iter().map_while(Result::ok) {
            for value in field.values.into_iter().map_while(Result::ok) {
                if field.name == "language" {
                    if !self.languages.contains(&value.name) && self.languages.len() < MAX_TOOLS {
                        self.languages.push(value.name);
                    }
                } else {
                    let tool = Tool {
                        name: value.name.into(),
                        version: value.version.into(),
                    };
                    if !self.tools.contains(&tool) && self.tools.len() < MAX_TOOLS {
                        self.tools.push(tool);
                    }
                }
            }
        }
    }

    fn names(&mut self, section: ComponentNameSectionReader<'a>) {
        for names in section.into_iter().map_while(Result::ok) {
            let (space, map) = match names {
                ComponentName::Component { name, .. } => {
                    self.name = Some(name);
                    continue;
                }
                ComponentName::Instances(map) => (&mut self.instances, map),
                ComponentName::Components(map) => (&mut self.components, map),
                _ => continue,
            };
            for naming in map.into_iter().map_while(Result::ok) {
                space.insert(naming.index, naming.name);
            }
        }
    }
}
