//! Custom sections: names, languages and tools. None of it changes what a component can do.

use std::collections::BTreeMap;

use serde::Serialize;
use wasmparser::{ComponentName, ComponentNameSectionReader, CustomSectionReader, KnownCustom, ProducersSectionReader};

/// Names, languages and tools of one component, without those of the components inside it.
#[derive(Default)]
pub struct Metadata<'a> {
    pub name: Option<&'a str>,
    /// Names from the component's source, by index.
    pub instances: BTreeMap<u32, &'a str>,
    pub components: BTreeMap<u32, &'a str>,
    /// The component's and its core modules', in the order of the file.
    pub languages: Vec<&'a str>,
    pub tools: Vec<Tool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// Many more than tools write, so that names can't cost more than the rest of a file.
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
