//! The values that indices refer to, traced to their sources.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use wasmparser::component_types::ComponentTypeId;

pub type InstanceId = usize;
pub type ImportId = usize;
pub type FunctionId = usize;
pub type ResourceId = usize;

/// Where a function or resource comes from: the instance whose code it is, or the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    Instance(InstanceId),
    Import(ImportId),
}

pub type Exports<'a> = BTreeMap<&'a str, Value<'a>>;
/// The resources that a type mentions: it can hold handles to them.
pub type Resources = Rc<BTreeSet<ResourceId>>;

#[derive(Clone)]
pub enum Value<'a> {
    Function(FunctionId),
    Instance(Rc<Exports<'a>>),
    Component(Component),
    Module(Module),
    Type(Type),
    /// A plain value, which holds no handle.
    Plain,
}

/// A component that can be instantiated.
#[derive(Clone)]
pub enum Component {
    /// Defined in the file. `within` is the frame that contains it, to which `outer` in it refers.
    Written { definition: usize, within: usize },
    /// The host provides it.
    Imported { import: ImportId, ty: ComponentTypeId },
}

#[derive(Clone, Copy)]
pub enum Module {
    Written,
    /// The host provides the code.
    Imported(ImportId),
}

#[derive(Clone)]
pub enum Type {
    Resource(ResourceId),
    Data(Resources),
    Function {
        params: Resources,
        results: Resources,
    },
    /// The type of an instance or a component.
    Shape,
}

impl Type {
    pub fn resources(&self) -> Resources {
        match self {
            Type::Resource(id) => Rc::new(BTreeSet::from([*id])),
            Type::Data(resources) => resources.clone(),
            Type::Function { .. } | Type::Shape => Resources::default(),
        }
    }
}
