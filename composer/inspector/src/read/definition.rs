use std::ops::Range;

use wasmparser::component_types::{ComponentAnyTypeId, ComponentEntityType};
use wasmparser::types::Types;
use wasmparser::{ComponentExternalKind, ComponentOuterAliasKind};

use super::metadata::Metadata;

/// A file: its components, each after the one that contains it.
#[derive(Default)]
pub struct Binary<'a> {
    pub definitions: Vec<Definition<'a>>,
}

/// A component as defined in the file, before it is instantiated.
pub struct Definition<'a> {
    /// Its bytes in the file, including those of the components inside it.
    pub range: Range<usize>,
    pub items: Vec<Item<'a>>,
    pub metadata: Metadata<'a>,
    /// The types of its imports and exports, from the validator.
    pub types: Option<Types>,
}

/// An item that occupies an index or passes something on. Items without authority are left out: values, core types, and
/// everything in a core module except its code.
pub enum Item<'a> {
    Import {
        name: &'a str,
        kind: ComponentExternalKind,
    },
    /// A core module, defined here.
    Module,
    /// A component, defined here: its index in [`Binary::definitions`].
    Component(usize),
    Instantiate {
        component: u32,
        arguments: Vec<Named<'a>>,
    },
    /// An instance that is made of existing items.
    Bundle(Vec<Named<'a>>),
    Alias {
        kind: ComponentExternalKind,
        instance: u32,
        name: &'a str,
    },
    Outer {
        kind: ComponentOuterAliasKind,
        count: u32,
        index: u32,
    },
    Type(TypeItem),
    /// Turns a function of core code into one of the component.
    Lift {
        ty: u32,
    },
    /// Turns a function of the component into one that core code can call.
    Lower {
        function: u32,
    },
    /// Instantiates a core module with these arguments.
    Run {
        module: u32,
        arguments: Vec<&'a str>,
    },
    Export(Named<'a>),
}

pub struct Named<'a> {
    pub name: &'a str,
    pub kind: ComponentExternalKind,
    pub index: u32,
}

/// A type, as far as handles matter: the indices of the types that it is made of.
pub enum TypeItem {
    Resource,
    Data(Vec<u32>),
    Function {
        params: Vec<u32>,
        results: Vec<u32>,
    },
    /// The type of an instance or a component, which gives nothing.
    Shape,
}

impl<'a> Definition<'a> {
    pub fn new(start: usize) -> Definition<'a> {
        Definition {
            range: start..start,
            items: Vec::new(),
            metadata: Metadata::default(),
            types: None,
        }
    }

    pub fn import(&self, name: &str) -> Option<&ComponentEntityType> {
        Some(&self.types.as_ref()?.component_item_for_import(name)?.ty)
    }

    pub fn export(&self, name: &str) -> Option<&ComponentEntityType> {
        Some(&self.types.as_ref()?.component_item_for_export(name)?.ty)
    }

    /// The interface that an import says it implements, if its name doesn't show it.
    pub fn implements(&self, import: &str) -> Option<&str> {
        self.types
            .as_ref()?
            .component_item_for_import(import)?
            .implements
            .as_deref()
    }
}

impl<'a> Definition<'a> {
    /// Whether it is a WIT package in its binary form: it exports the types of components, and has nothing else.
    pub fn is_wit(&self) -> bool {
        let is_shape = |name| {
            matches!(
                self.export(name),
                Some(ComponentEntityType::Type {
                    referenced: ComponentAnyTypeId::Component(_),
                    ..
                })
            )
        };
        let mut has_exports = false;
        self.items.iter().all(|item| match item {
            Item::Type(_) => true,
            Item::Export(export) => {
                has_exports = true;
                is_shape(export.name)
            }
            _ => false,
        }) && has_exports
    }

    pub fn imports(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.items.iter().filter_map(|item| match item {
            Item::Import { name, .. } => Some(*name),
            _ => None,
        })
    }

    pub fn exports(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.items.iter().filter_map(|item| match item {
            Item::Export(export) => Some(export.name),
            _ => None,
        })
    }
}
