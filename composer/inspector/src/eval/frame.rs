//! One component's index spaces while it is being instantiated.

use std::rc::Rc;

use wasmparser::ComponentExternalKind as Kind;

use super::value::{Component, Exports, FunctionId, Module, Type, Value};
use crate::error::{Error, Result};

#[derive(Default)]
pub(super) struct Frame<'a> {
    /// The frame of the component that contains it in the file, to which `outer` refers.
    pub within: Option<usize>,
    pub functions: Vec<FunctionId>,
    pub instances: Vec<Rc<Exports<'a>>>,
    pub components: Vec<Component>,
    pub modules: Vec<Module>,
    pub types: Vec<Type>,
}

impl<'a> Frame<'a> {
    pub fn push(&mut self, value: Value<'a>) {
        match value {
            Value::Function(function) => self.functions.push(function),
            Value::Instance(exports) => self.instances.push(exports),
            Value::Component(component) => self.components.push(component),
            Value::Module(module) => self.modules.push(module),
            Value::Type(ty) => self.types.push(ty),
            Value::Plain => {}
        }
    }

    pub fn look(&self, kind: Kind, index: u32) -> Result<Value<'a>> {
        let at = index as usize;
        let found = match kind {
            Kind::Func => self.functions.get(at).map(|function| Value::Function(*function)),
            Kind::Instance => self.instances.get(at).map(|exports| Value::Instance(exports.clone())),
            Kind::Component => self
                .components
                .get(at)
                .map(|component| Value::Component(component.clone())),
            Kind::Module => self.modules.get(at).map(|module| Value::Module(*module)),
            Kind::Type => self.types.get(at).map(|ty| Value::Type(ty.clone())),
            Kind::Value => Some(Value::Plain),
        };
        found.ok_or_else(|| Error::Missing(format!("the {} {index}", kind.desc())))
    }

    pub fn type_at(&self, index: u32) -> Result<Type> {
        let ty = self.types.get(index as usize);
        ty.cloned().ok_or_else(|| Error::Missing(format!("the type {index}")))
    }
}
