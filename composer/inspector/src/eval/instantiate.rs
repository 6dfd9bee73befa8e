//! Walks through a component's items as a host does when it makes an instance.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use wasmparser::ComponentExternalKind as Kind;

use super::frame::Frame;
use super::value::{Component, Exports, InstanceId, Module, Origin, Type, Value};
use super::world::{Instance, World};
use crate::error::{Error, Result};
use crate::read::{Binary, Definition, Item, Named};

/// The depth of components that instantiate components.
const MAX_DEPTH: usize = 150;

/// A component that is about to be instantiated.
struct Start<'a> {
    definition: usize,
    within: Option<usize>,
    parent: Option<InstanceId>,
    given_name: Option<&'a str>,
    arguments: BTreeMap<&'a str, Value<'a>>,
    depth: usize,
}

/// One walk through one component's items.
struct Walk<'a> {
    binary: &'a Binary<'a>,
    definition: &'a Definition<'a>,
    frame: usize,
    instance: InstanceId,
    arguments: BTreeMap<&'a str, Value<'a>>,
    exports: Exports<'a>,
    depth: usize,
}

impl<'a> World<'a> {
    pub(super) fn instantiate_root(
        &mut self,
        binary: &'a Binary<'a>,
        imports: BTreeMap<&'a str, Value<'a>>,
    ) -> Result<()> {
        let exports = self.instantiate(
            binary,
            Start {
                definition: 0,
                within: None,
                parent: None,
                given_name: None,
                arguments: imports,
                depth: 0,
            },
        )?;
        let order = self
            .instances
            .first()
            .map(|root| root.exports.clone())
            .unwrap_or_default();
        self.exports = order
            .into_iter()
            .filter_map(|name| Some((name, exports.get(name)?.clone())))
            .collect();
        Ok(())
    }

    fn instantiate(&mut self, binary: &'a Binary<'a>, start: Start<'a>) -> Result<Exports<'a>> {
        if start.depth > MAX_DEPTH {
            return Err(Error::TooMuch {
                what: "levels of instantiation",
                limit: MAX_DEPTH,
            });
        }
        let definition = binary.definitions.get(start.definition);
        let definition = definition.ok_or_else(|| Error::Missing("a component".into()))?;
        // A component can only use what it declares as an import.
        let mut arguments = BTreeMap::new();
        for name in definition.imports() {
            let value = self.argument(&start.arguments, name)?;
            let value = match (definition.import(name), &definition.types) {
                (Some(ty), Some(types)) => self.narrow(&value, ty, types)?,
                _ => value,
            };
            arguments.insert(name, value);
        }
        let instance = self.instance(Instance {
            definition: Some(start.definition),
            brought_by: None,
            parent: start.parent,
            given_name: start.given_name,
            own_name: definition.metadata.name,
            exports: definition.exports().collect(),
            arguments: definition
                .imports()
                .filter_map(|name| Some((name, arguments.get(name)?.clone())))
                .collect(),
            lowered: BTreeSet::new(),
            has_code: false,
            foreign_code: BTreeSet::new(),
            is_python: false,
        })?;
        let frame = self.frames.len();
        self.frames.push(Frame {
            within: start.within,
            ..Frame::default()
        });
        let exports = Exports::new();
        let mut walk = Walk {
            binary,
            definition,
            frame,
            instance,
            arguments,
            exports,
            depth: start.depth,
        };
        for item in &definition.items {
            self.step(&mut walk, item)?;
        }
        Ok(walk.exports)
    }

    fn child(&mut self, walk: &Walk<'a>, component: u32, given: &'a [Named<'a>]) -> Result<Value<'a>> {
        let mut arguments = BTreeMap::new();
        for argument in given {
            arguments.insert(
                argument.name,
                self.frames[walk.frame].look(argument.kind, argument.index)?,
            );
        }
        self.spend(arguments.len())?;
        let frame = &self.frames[walk.frame];
        let names = &walk.definition.metadata;
        let at = u32::try_from(frame.instances.len()).unwrap_or(u32::MAX);
        let given_name = names
            .instances
            .get(&at)
            .or_else(|| names.components.get(&component))
            .copied();
        match frame.components.get(component as usize).cloned() {
            Some(Component::Written { definition, within }) => {
                let exports = self.instantiate(
                    walk.binary,
                    Start {
                        definition,
                        within: Some(within),
                        parent: Some(walk.instance),
                        given_name,
                        arguments,
                        depth: walk.depth + 1,
                    },
                )?;
                Ok(Value::Instance(Rc::new(exports)))
            }
            Some(Component::Imported { import, ty }) => {
                let types = walk.binary.definitions.first().and_then(|root| root.types.as_ref());
                let types = types.ok_or_else(|| Error::Missing("the types of the imports".into()))?;
                let mut taken = Vec::new();
                for (name, item) in &types[ty].imports {
                    taken.push((
                        name.as_str(),
                        self.narrow(&self.argument(&arguments, name)?, &item.ty, types)?,
                    ));
                }
                self.instantiate_imported(import, ty, types, walk.instance, given_name, taken)
            }
            None => Err(Error::Missing(format!("the component {component}"))),
        }
    }

    /// Evaluates one item, which may add to the index spaces.
    fn step(&mut self, walk: &mut Walk<'a>, item: &'a Item<'a>) -> Result<()> {
        self.spend(1)?;
        match item {
            Item::Import { name, .. } => {
                let value = self.argument(&walk.arguments, name)?;
                self.frames[walk.frame].push(value);
            }
            Item::Module => self.frames[walk.frame].push(Value::Module(Module::Written)),
            Item::Component(definition) => {
                let component = Component::Written {
                    definition: *definition,
                    within: walk.frame,
                };
                self.frames[walk.frame].push(Value::Component(component));
            }
            Item::Instantiate { component, arguments } => {
                let value = self.child(walk, *component, arguments)?;
                self.frames[walk.frame].push(value);
            }
            Item::Bundle(items) => {
                let mut exports = Exports::new();
                for item in items {
                    exports.insert(item.name, self.frames[walk.frame].look(item.kind, item.index)?);
                }
                self.spend(exports.len())?;
                self.frames[walk.frame].push(Value::Instance(Rc::new(exports)));
            }
            Item::Alias { instance, name, .. } => {
                let exports = self.frames[walk.frame].instances.get(*instance as usize);
                let value = exports.and_then(|exports| exports.get(name)).cloned();
                let value = value.ok_or_else(|| Error::Missing(format!("the export `{name}`")))?;
                self.frames[walk.frame].push(value);
            }
            Item::Outer { kind, count, index } => self.outer(walk.frame, *kind, *count, *index)?,
            Item::Type(ty) => {
                let ty = self.ty(walk.frame, walk.instance, ty)?;
                self.frames[walk.frame].push(Value::Type(ty));
            }
            Item::Lift { ty } => {
                let Type::Function { params, results } = self.frames[walk.frame].type_at(*ty)? else {
                    return Err(Error::Missing("a function's type".into()));
                };
                let function = self.function(Origin::Instance(walk.instance), params, results);
                self.frames[walk.frame].push(function);
            }
            Item::Lower { function } => {
                if let Value::Function(function) = self.frames[walk.frame].look(Kind::Func, *function)? {
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
        let value = self.frames[walk.frame].look(export.kind, export.index)?;
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
        self.frames[walk.frame].push(value);
        Ok(())
    }
}
