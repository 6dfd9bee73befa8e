use std::ops::Range;

use wasmparser::component_types::ComponentEntityType;
use wasmparser::types::Types;
use wasmparser::{ComponentExternalKind, ComponentOuterAliasKind};

use super::metadata::Metadata;

/// A file: its components, the outermost first, each after the one it lies in.
#[derive(Default)]
pub struct Binary<'a> {
    pub definitions: Vec<Definition<'a>>,
}

/// A component as it is written, before anything is an instance of it.
pub struct Definition<'a> {
    /// Where its bytes are in the file, those of the components in it included.
    pub range: Range<usize>,
    pub items: Vec<Item<'a>>,
    pub metadata: Metadata<'a>,
    /// What the validator found out about its imports and exports.
    pub types: Option<Types>,
}

/// What takes a place in an index space, or says who gets what. Left out is what carries no authority: values, core
/// types, and whatever a core module has but code.
pub enum Item<'a> {
    Import {
        name: &'a str,
        kind: ComponentExternalKind,
    },
    /// A core module, written out here.
    Module,
    /// A component, written out here: its place in [`Binary::definitions`].
    Component(usize),
    Instantiate {
        component: u32,
        arguments: Vec<Named<'a>>,
    },
    /// An instance that is put together from what is there.
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
    /// A function of core code is made one of the component's.
    Lift {
        ty: u32,
    },
    /// A function of the component's is made one that core code can call.
    Lower {
        function: u32,
    },
    /// Core code comes to life, given these.
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

/// A type, as far as handles go: the types that it is made of, by index.
pub enum TypeItem {
    Resource,
    Data(Vec<u32>),
    Function {
        params: Vec<u32>,
        results: Vec<u32>,
    },
    /// Of an instance or a component: it describes, and gives nothing.
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

    /// The interface that an import or export says it implements, where its own name says nothing of it.
    pub fn implements(&self, import: &str) -> Option<&str> {
        self.types
            .as_ref()?
            .component_item_for_import(import)?
            .implements
            .as_deref()
    }
}

impl<'a> Definition<'a> {
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
