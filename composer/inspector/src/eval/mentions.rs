//! The resources to which an imported type can hold handles.

use std::collections::BTreeSet;
use std::rc::Rc;

use wasmparser::component_types::{
    ComponentDefinedType, ComponentDefinedTypeId, ComponentFuncTypeId, ComponentValType, ResourceId as TypeResourceId,
};
use wasmparser::types::Types;

use super::value::{ImportId, InstanceId, Origin, Resources};
use super::world::World;
use crate::error::Result;

/// Where something from the host belongs: to an import, or to an instance of an imported component.
#[derive(Clone, Copy)]
pub(super) struct Source {
    pub import: ImportId,
    pub instance: Option<InstanceId>,
}

impl Source {
    pub fn origin(self) -> Origin {
        match self.instance {
            Some(instance) => Origin::Instance(instance),
            None => Origin::Import(self.import),
        }
    }
}

impl<'a> World<'a> {
    pub(super) fn signature(
        &mut self,
        id: ComponentFuncTypeId,
        types: &Types,
        source: Source,
    ) -> Result<(Resources, Resources)> {
        let ty = &types[id];
        let mut sides = [BTreeSet::new(), BTreeSet::new()];
        let params = ty.params.iter().map(|(_, ty)| (0, *ty));
        for (side, ty) in params.chain(ty.result.map(|ty| (1, ty))) {
            if let ComponentValType::Type(id) = ty {
                sides[side].extend(self.mentioned(id, types)?.iter().copied());
            }
        }
        let [params, results] = sides;
        Ok((self.resources(&params, source)?, self.resources(&results, source)?))
    }

    pub(super) fn resources(&mut self, mentioned: &BTreeSet<TypeResourceId>, source: Source) -> Result<Resources> {
        self.spend(mentioned.len())?;
        Ok(Rc::new(
            mentioned
                .iter()
                .map(|id| self.outside_resource(*id, source, None))
                .collect(),
        ))
    }

    /// The resources to which a type can hold handles. The validator limits the depth of types.
    pub(super) fn mentioned(
        &mut self,
        id: ComponentDefinedTypeId,
        types: &Types,
    ) -> Result<Rc<BTreeSet<TypeResourceId>>> {
        if let Some(known) = self.mentions.get(&id) {
            return Ok(known.clone());
        }
        use ComponentDefinedType as Defined;
        let parts: Vec<ComponentValType> = match &types[id] {
            Defined::Own(resource) | Defined::Borrow(resource) => {
                let found = Rc::new(BTreeSet::from([resource.resource()]));
                self.mentions.insert(id, found.clone());
                return Ok(found);
            }
            Defined::Primitive(_) | Defined::Flags(_) | Defined::Enum(_) => Vec::new(),
            Defined::Record(record) => record.fields.values().copied().collect(),
            Defined::Variant(variant) => variant.cases.values().filter_map(|case| case.ty).collect(),
            Defined::Tuple(tuple) => tuple.types.to_vec(),
            Defined::List { element, .. } | Defined::FixedLengthList { element, .. } => vec![*element],
            Defined::Map { key, value, .. } => vec![*key, *value],
            Defined::Option { ty, .. } => vec![*ty],
            Defined::Result { ok, err, .. } => ok.iter().chain(err).copied().collect(),
            Defined::Future { ty, .. } | Defined::Stream { ty, .. } => ty.iter().copied().collect(),
        };
        let mut found = BTreeSet::new();
        for part in parts {
            if let ComponentValType::Type(part) = part {
                let mentioned = self.mentioned(part, types)?;
                self.spend(mentioned.len() + 1)?;
                found.extend(mentioned.iter().copied());
            }
        }
        let found = Rc::new(found);
        self.mentions.insert(id, found.clone());
        Ok(found)
    }

    pub(super) fn outside_resource(&mut self, id: TypeResourceId, source: Source, name: Option<&'a str>) -> usize {
        // A resource that an imported component was given keeps its known owner.
        let known = self
            .outside
            .get(&(None, id))
            .or_else(|| self.outside.get(&(source.instance, id)));
        let resource = match known {
            Some(resource) => *resource,
            None => {
                let resource = self.resource(source.origin(), None);
                self.outside.insert((source.instance, id), resource);
                resource
            }
        };
        if let Some(known) = self.resources.get_mut(resource) {
            known.name = known.name.or(name);
        }
        resource
    }
}
