//! One component's index spaces while it is being instantiated.

use std::rc::Rc;

use wasmparser::ComponentExternalKind as Kind;

use super::value::{Component, Exports, FunctionId, Module, Type, Value};
use super::world::World;
use crate::error::{Error, Result};

#[derive(Default)]
pub(super) struct Frame<'a> {
    /// The frame that the component lies in as it is written: what `outer` means.
    pub within: Option<usize>,
    pub functions: Vec<FunctionId>,
    pub instances: Vec<Rc<Exports<'a>>>,
    pub components: Vec<Component>,
    pub modules: Vec<Module>,
    pub types: Vec<Type>,
}

impl<'a> World<'a> {
    pub(super) fn push(&mut self, frame: usize, value: Value<'a>) {
        let frame = &mut self.frames[frame];
        match value {
            Value::Function(function) => frame.functions.push(function),
            Value::Instance(exports) => frame.instances.push(exports),
            Value::Component(component) => frame.components.push(component),
            Value::Module(module) => frame.modules.push(module),
            Value::Type(ty) => frame.types.push(ty),
            Value::Plain => {}
        }
    }

    pub(super) fn look(&self, frame: usize, kind: Kind, index: u32) -> Result<Value<'a>> {
        let (frame, at) = (&self.frames[frame], index as usize);
        let found = match kind {
            Kind::Func => frame.functions.get(at).map(|function| Value::Function(*function)),
            Kind::Instance => frame.instances.get(at).map(|exports| Value::Instance(exports.clone())),
            Kind::Component => frame
                .components
                .get(at)
                .map(|component| Value::Component(component.clone())),
            Kind::Module => frame.modules.get(at).map(|module| Value::Module(*module)),
            Kind::Type => frame.types.get(at).map(|ty| Value::Type(ty.clone())),
            Kind::Value => Some(Value::Plain),
        };
        found.ok_or_else(|| Error::Missing(format!("the {} {index}", kind.desc())))
    }

    pub(super) fn type_at(&self, frame: usize, index: u32) -> Result<Type> {
        let ty = self.frames[frame].types.get(index as usize);
        ty.cloned().ok_or_else(|| Error::Missing(format!("the type {index}")))
    }
}
