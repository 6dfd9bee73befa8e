//! What the host provides, of which only the type is known.

use std::collections::BTreeSet;
use std::rc::Rc;

use wasmparser::component_types::{ComponentAnyTypeId, ComponentEntityType, ComponentTypeId};
use wasmparser::types::Types;

use super::mentions::Source;
use super::value::{Component, Exports, ImportId, InstanceId, Module, Type, Value};
use super::world::{Import, Instance, World};
use crate::error::Result;

impl<'a> World<'a> {
    /// An import of the outermost component.
    pub(super) fn import(
        &mut self,
        name: &'a str,
        implements: Option<&'a str>,
        ty: &'a ComponentEntityType,
        types: &'a Types,
    ) -> Result<Value<'a>> {
        let import = self.imports.len();
        self.imports.push(Import {
            name,
            implements,
            value: Value::Plain,
        });
        let value = self.bring(name, ty, types, Source { import, instance: None })?;
        self.imports[import].value = value.clone();
        Ok(value)
    }

    /// An instance of a component that the host provides: it may do anything that its arguments allow.
    pub(super) fn instantiate_imported(
        &mut self,
        import: ImportId,
        ty: ComponentTypeId,
        types: &'a Types,
        parent: InstanceId,
        given_name: Option<&'a str>,
        arguments: Vec<(&'a str, Value<'a>)>,
    ) -> Result<Value<'a>> {
        let declared = &types[ty].exports;
        let instance = self.instance(Instance {
            definition: None,
            brought_by: Some(import),
            parent: Some(parent),
            given_name,
            own_name: self.imports.get(import).map(|import| import.name),
            exports: declared.keys().map(String::as_str).collect(),
            arguments,
            lowered: BTreeSet::new(),
            has_code: true,
            foreign_code: BTreeSet::from([import]),
            is_python: false,
        })?;
        self.bring_all(
            declared.iter().map(|(name, item)| (name.as_str(), &item.ty)),
            types,
            Source {
                import,
                instance: Some(instance),
            },
        )
    }

    fn bring_all(
        &mut self,
        items: impl Iterator<Item = (&'a str, &'a ComponentEntityType)>,
        types: &'a Types,
        source: Source,
    ) -> Result<Value<'a>> {
        let mut exports = Exports::new();
        for (name, ty) in items {
            exports.insert(name, self.bring(name, ty, types, source)?);
        }
        Ok(Value::Instance(Rc::new(exports)))
    }

    fn bring(
        &mut self,
        name: &'a str,
        ty: &'a ComponentEntityType,
        types: &'a Types,
        source: Source,
    ) -> Result<Value<'a>> {
        self.spend(1)?;
        Ok(match ty {
            ComponentEntityType::Func(id) => {
                let (params, results) = self.signature(*id, types, source)?;
                self.function(source.origin(), params, results)
            }
            ComponentEntityType::Instance(id) => {
                let items = types[*id].exports.iter().map(|(name, item)| (name.as_str(), &item.ty));
                self.bring_all(items, types, source)?
            }
            ComponentEntityType::Component(id) => Value::Component(Component::Imported {
                import: source.import,
                ty: *id,
            }),
            ComponentEntityType::Module(_) => Value::Module(Module::Imported(source.import)),
            ComponentEntityType::Value(_) => Value::Plain,
            ComponentEntityType::Type { created, .. } => Value::Type(match created {
                ComponentAnyTypeId::Resource(id) => {
                    Type::Resource(self.outside_resource(id.resource(), source, Some(name)))
                }
                ComponentAnyTypeId::Defined(id) => {
                    let mentioned = self.mentioned(*id, types)?;
                    Type::Data(self.resources(&mentioned, source)?)
                }
                ComponentAnyTypeId::Func(id) => {
                    let (params, results) = self.signature(*id, types, source)?;
                    Type::Function { params, results }
                }
                ComponentAnyTypeId::Instance(_) | ComponentAnyTypeId::Component(_) => Type::Shape,
            }),
        })
    }
}
