//! One item after the other, each adding to the index spaces.

use std::rc::Rc;

use wasmparser::ComponentExternalKind as Kind;

use super::instantiate::Walk;
use super::value::{Component, Exports, Module, Origin, Type, Value};
use super::world::World;
use crate::error::{Error, Result};
use crate::read::{Item, Named};

impl<'a> World<'a> {
    pub(super) fn step(&mut self, walk: &mut Walk<'a>, item: &'a Item<'a>) -> Result<()> {
        self.spend(1)?;
        match item {
            Item::Import { name, .. } => {
                let value = self.argument(&walk.arguments, name)?;
                self.push(walk.frame, value);
            }
            Item::Module => self.push(walk.frame, Value::Module(Module::Written)),
            Item::Component(definition) => {
                let component = Component::Written {
                    definition: *definition,
                    within: walk.frame,
                };
                self.push(walk.frame, Value::Component(component));
            }
            Item::Instantiate { component, arguments } => {
                let value = self.child(walk, *component, arguments)?;
                self.push(walk.frame, value);
            }
            Item::Bundle(items) => {
                let mut exports = Exports::new();
                for item in items {
                    exports.insert(item.name, self.look(walk.frame, item.kind, item.index)?);
                }
                self.spend(exports.len())?;
                self.push(walk.frame, Value::Instance(Rc::new(exports)));
            }
            Item::Alias { instance, name, .. } => {
                let exports = self.frames[walk.frame].instances.get(*instance as usize);
                let value = exports.and_then(|exports| exports.get(name)).cloned();
                let value = value.ok_or_else(|| Error::Missing(format!("the export `{name}`")))?;
                self.push(walk.frame, value);
            }
            Item::Outer { kind, count, index } => self.outer(walk.frame, *kind, *count, *index)?,
            Item::Type(ty) => {
                let ty = self.ty(walk.frame, walk.instance, ty)?;
                self.push(walk.frame, Value::Type(ty));
            }
            Item::Lift { ty } => {
                let Type::Function { params, results } = self.type_at(walk.frame, *ty)? else {
                    return Err(Error::Missing("a function's type".into()));
                };
                let function = self.function(Origin::Instance(walk.instance), params, results);
                self.push(walk.frame, function);
            }
            Item::Lower { function } => {
                if let Value::Function(function) = self.look(walk.frame, Kind::Func, *function)? {
                    self.instances[walk.instance].lowered.insert(function);
                }
            }
            Item::Run { module, arguments } => {
                let running = &mut self.instances[walk.instance];
                running.has_code = true;
                running.is_python |= arguments.iter().any(|name| name.starts_with("libpython"));
                if let Some(Module::Imported(import)) = self.frames[walk.frame].modules.get(*module as usize) {
                    running.foreign_code.insert(*import);
                }
            }
            Item::Export(export) => self.export(walk, export)?,
        }
        Ok(())
    }

    fn export(&mut self, walk: &mut Walk<'a>, export: &Named<'a>) -> Result<()> {
        let value = self.look(walk.frame, export.kind, export.index)?;
        let value = match (walk.definition.export(export.name), &walk.definition.types) {
            (Some(ty), Some(types)) => self.narrow(&value, ty, types)?,
            _ => value,
        };
        if let Value::Type(Type::Resource(id)) = value
            && let Some(resource) = self.resources.get_mut(id)
        {
            resource.name = resource.name.or(Some(export.name));
        }
        walk.exports.insert(export.name, value.clone());
        self.push(walk.frame, value);
        Ok(())
    }
}
