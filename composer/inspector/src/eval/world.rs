//! Everything that instantiation creates.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use wasmparser::component_types::{ComponentDefinedTypeId, ComponentEntityType, ResourceId as TypeResourceId};
use wasmparser::types::Types;

use super::frame::Frame;
use super::value::{
    Component, Exports, FunctionId, ImportId, InstanceId, Module, Origin, ResourceId, Resources, Type, Value,
};
use crate::error::{Error, Result};

/// Instances of components, all levels together: by nesting, a small file can create very many.
const MAX_INSTANCES: usize = 2_000;
/// Steps of evaluation; the pipeline needs a few thousand.
const MAX_STEPS: usize = 2_000_000;

#[derive(Default)]
pub struct World<'a> {
    pub instances: Vec<Instance<'a>>,
    pub imports: Vec<Import<'a>>,
    pub functions: Vec<Function>,
    pub resources: Vec<Resource<'a>>,
    /// What the outermost component exports, in its order.
    pub exports: Vec<(&'a str, Value<'a>)>,
    pub(super) frames: Vec<Frame<'a>>,
    /// The resources of imported types; the same type means the same resources.
    pub(super) outside: HashMap<(Option<InstanceId>, TypeResourceId), ResourceId>,
    pub(super) mentions: HashMap<ComponentDefinedTypeId, Rc<BTreeSet<TypeResourceId>>>,
    steps: usize,
}

/// An instance of a component. It can act if it has code.
pub struct Instance<'a> {
    /// None if the host provides the component, so that nothing else is known about it.
    pub definition: Option<usize>,
    pub brought_by: Option<ImportId>,
    pub parent: Option<InstanceId>,
    /// Its name in the component that instantiates it, and the name in its own bytes.
    pub given_name: Option<&'a str>,
    pub own_name: Option<&'a str>,
    pub exports: Vec<&'a str>,
    pub arguments: Vec<(&'a str, Value<'a>)>,
    /// The functions that its core code can call, from any source.
    pub lowered: BTreeSet<FunctionId>,
    /// Whether it runs core code. Without code it passes on what it was given and can't use it.
    pub has_code: bool,
    /// Core code in it that the host provides.
    pub foreign_code: BTreeSet<ImportId>,
    /// It runs CPython, which only the names of its libraries show.
    pub is_python: bool,
}

pub struct Import<'a> {
    pub name: &'a str,
    /// The interface that it implements, if its name is a different one.
    pub implements: Option<&'a str>,
    pub value: Value<'a>,
}

pub struct Function {
    pub origin: Origin,
    pub params: Resources,
    pub results: Resources,
}

pub struct Resource<'a> {
    pub owner: Origin,
    pub name: Option<&'a str>,
}

impl<'a> World<'a> {
    /// Counts work, since a hostile file could cause very much of it.
    pub(super) fn spend(&mut self, steps: usize) -> Result<()> {
        self.steps = self.steps.saturating_add(steps);
        match self.steps > MAX_STEPS {
            true => Err(Error::TooMuch {
                what: "steps of instantiation",
                limit: MAX_STEPS,
            }),
            false => Ok(()),
        }
    }

    pub(super) fn function(&mut self, origin: Origin, params: Resources, results: Resources) -> Value<'a> {
        self.functions.push(Function {
            origin,
            params,
            results,
        });
        Value::Function(self.functions.len() - 1)
    }

    pub(super) fn resource(&mut self, owner: Origin, name: Option<&'a str>) -> ResourceId {
        self.resources.push(Resource { owner, name });
        self.resources.len() - 1
    }

    pub(super) fn instance(&mut self, instance: Instance<'a>) -> Result<InstanceId> {
        if self.instances.len() >= MAX_INSTANCES {
            return Err(Error::TooMuch {
                what: "instances",
                limit: MAX_INSTANCES,
            });
        }
        self.instances.push(instance);
        Ok(self.instances.len() - 1)
    }

    /// The part of a value that its type declares. A component can use only that part of an instance, even if the
    /// instance has more.
    pub(super) fn narrow(&mut self, value: &Value<'a>, ty: &ComponentEntityType, types: &Types) -> Result<Value<'a>> {
        let (Value::Instance(exports), ComponentEntityType::Instance(id)) = (value, ty) else {
            return Ok(value.clone());
        };
        let declared = &types[*id].exports;
        self.spend(declared.len() + 1)?;
        let mut narrowed = Exports::new();
        let mut is_whole = declared.len() == exports.len();
        for (name, item) in declared {
            if let Some((name, value)) = exports.get_key_value(name.as_str()) {
                let part = self.narrow(value, &item.ty, types)?;
                is_whole &= match (&part, value) {
                    (Value::Instance(part), Value::Instance(whole)) => Rc::ptr_eq(part, whole),
                    _ => true,
                };
                narrowed.insert(name, part);
            }
        }
        if is_whole {
            return Ok(value.clone());
        }
        Ok(Value::Instance(Rc::new(narrowed)))
    }

    /// Whether it contains more than types, so that a component can call, hold or run something with it.
    pub fn has_authority(&self, value: &Value<'a>) -> bool {
        match value {
            Value::Function(_) => true,
            Value::Instance(exports) => exports.values().any(|export| self.has_authority(export)),
            Value::Component(Component::Imported { .. }) | Value::Module(Module::Imported(_)) => true,
            Value::Component(Component::Written { .. }) | Value::Module(Module::Written) => false,
            Value::Type(ty) => matches!(ty, Type::Resource(_)),
            Value::Plain => false,
        }
    }

    pub(super) fn argument(&self, of: &BTreeMap<&'a str, Value<'a>>, name: &str) -> Result<Value<'a>> {
        of.get(name)
            .cloned()
            .ok_or_else(|| Error::Missing(format!("the argument `{name}`")))
    }
}
