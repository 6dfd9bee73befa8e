//! Reads the items from a component's sections.

use wasmparser::{
    CanonicalFunction, ComponentAlias, ComponentDefinedType, ComponentInstance, ComponentType, ComponentValType,
    Instance, Payload,
};

use super::definition::{Item, Named, TypeItem};
use crate::error::Result;

pub fn take<'a>(payload: Payload<'a>, items: &mut Vec<Item<'a>>) -> Result<()> {
    match payload {
        Payload::ComponentImportSection(section) => {
            for import in section {
                let import = import?;
                items.push(Item::Import {
                    name: import.name.name,
                    kind: import.ty.kind(),
                });
            }
        }
        Payload::ComponentExportSection(section) => {
            for export in section {
                let export = export?;
                items.push(Item::Export(Named {
                    name: export.name.name,
                    kind: export.kind,
                    index: export.index,
                }));
            }
        }
        Payload::ComponentInstanceSection(section) => {
            for instance in section {
                items.push(component_instance(instance?));
            }
        }
        Payload::ComponentAliasSection(section) => {
            for alias in section {
                match alias? {
                    ComponentAlias::InstanceExport {
                        kind,
                        instance_index,
                        name,
                    } => {
                        items.push(Item::Alias {
                            kind,
                            instance: instance_index,
                            name,
                        });
                    }
                    ComponentAlias::Outer { kind, count, index } => items.push(Item::Outer { kind, count, index }),
                    ComponentAlias::CoreInstanceExport { .. } => {}
                }
            }
        }
        Payload::ComponentTypeSection(section) => {
            for ty in section {
                items.push(Item::Type(component_type(ty?)));
            }
        }
        Payload::ComponentCanonicalSection(section) => {
            for function in section {
                match function? {
                    CanonicalFunction::Lift { type_index, .. } => items.push(Item::Lift { ty: type_index }),
                    CanonicalFunction::Lower { func_index, .. } => items.push(Item::Lower { function: func_index }),
                    // The others make functions for the component's own core code, and use no other component.
                    _ => {}
                }
            }
        }
        Payload::InstanceSection(section) => {
            for instance in section {
                if let Instance::Instantiate { module_index, args } = instance? {
                    let arguments = args.iter().map(|argument| argument.name).collect();
                    items.push(Item::Run {
                        module: module_index,
                        arguments,
                    });
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn component_instance(instance: ComponentInstance<'_>) -> Item<'_> {
    match instance {
        ComponentInstance::Instantiate { component_index, args } => Item::Instantiate {
            component: component_index,
            arguments: args
                .iter()
                .map(|given| Named {
                    name: given.name,
                    kind: given.kind,
                    index: given.index,
                })
                .collect(),
        },
        ComponentInstance::FromExports(exports) => Item::Bundle(
            exports
                .iter()
                .map(|given| Named {
                    name: given.name.name,
                    kind: given.kind,
                    index: given.index,
                })
                .collect(),
        ),
    }
}

fn component_type(ty: ComponentType<'_>) -> TypeItem {
    match ty {
        ComponentType::Resource { .. } => TypeItem::Resource,
        ComponentType::Func(function) => TypeItem::Function {
            params: indices(function.params.iter().map(|(_, ty)| *ty)),
            results: indices(function.result),
        },
        ComponentType::Component(_) | ComponentType::Instance(_) => TypeItem::Shape,
        ComponentType::Defined(defined) => TypeItem::Data(match defined {
            ComponentDefinedType::Primitive(_) | ComponentDefinedType::Flags(_) | ComponentDefinedType::Enum(_) => {
                Vec::new()
            }
            ComponentDefinedType::Record(fields) => indices(fields.iter().map(|(_, ty)| *ty)),
            ComponentDefinedType::Variant(cases) => indices(cases.iter().filter_map(|case| case.ty)),
            ComponentDefinedType::Tuple(types) => indices(types.iter().copied()),
            ComponentDefinedType::Map(key, value) => indices([key, value]),
            ComponentDefinedType::List(ty)
            | ComponentDefinedType::FixedLengthList(ty, _)
            | ComponentDefinedType::Option(ty) => indices([ty]),
            ComponentDefinedType::Result { ok, err } => indices(ok.into_iter().chain(err)),
            ComponentDefinedType::Future(ty) | ComponentDefinedType::Stream(ty) => indices(ty),
            ComponentDefinedType::Own(resource) | ComponentDefinedType::Borrow(resource) => vec![resource],
        }),
    }
}

fn indices(types: impl IntoIterator<Item = ComponentValType>) -> Vec<u32> {
    let index = |ty| match ty {
        ComponentValType::Type(index) => Some(index),
        ComponentValType::Primitive(_) => None,
    };
    types.into_iter().filter_map(index).collect()
}
