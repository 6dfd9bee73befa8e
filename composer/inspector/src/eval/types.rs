//! Types, as far as their handles matter, and `outer` aliases.

use std::collections::BTreeSet;
use std::rc::Rc;

use wasmparser::{ComponentExternalKind as Kind, ComponentOuterAliasKind as Outer};

use super::value::{InstanceId, Origin, Resources, Type};
use super::world::World;
use crate::error::{Error, Result};
use crate::read::TypeItem;

impl<'a> World<'a> {
    pub(super) fn outer(&mut self, frame: usize, kind: Outer, count: u32, index: u32) -> Result<()> {
        let mut from = frame;
        for _ in 0..count {
            from = self.frames[from]
                .within
                .ok_or_else(|| Error::Missing("an outer component".into()))?;
        }
        let value = match kind {
            Outer::CoreType => return Ok(()),
            Outer::CoreModule => self.frames[from].look(Kind::Module, index)?,
            Outer::Type => self.frames[from].look(Kind::Type, index)?,
            Outer::Component => self.frames[from].look(Kind::Component, index)?,
        };
        self.frames[frame].push(value);
        Ok(())
    }

    pub(super) fn ty(&mut self, frame: usize, instance: InstanceId, ty: &TypeItem) -> Result<Type> {
        Ok(match ty {
            TypeItem::Resource => Type::Resource(self.resource(Origin::Instance(instance), None)),
            TypeItem::Data(parts) => Type::Data(self.mentioned_at(frame, parts)?),
            TypeItem::Function { params, results } => Type::Function {
                params: self.mentioned_at(frame, params)?,
                results: self.mentioned_at(frame, results)?,
            },
            TypeItem::Shape => Type::Shape,
        })
    }

    fn mentioned_at(&mut self, frame: usize, parts: &[u32]) -> Result<Resources> {
        let mut found = BTreeSet::new();
        for part in parts {
            let resources = self.frames[frame].type_at(*part)?.resources();
            self.spend(resources.len() + 1)?;
            found.extend(resources.iter().copied());
        }
        Ok(Rc::new(found))
    }
}
