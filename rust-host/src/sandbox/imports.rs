//! What a component imports from its host.

use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime::component::types::ComponentItem;

/// The first import that contains more than types, without its version.
pub fn first(engine: &Engine, component: &Component) -> Option<String> {
    let is_type = |item: &ComponentItem| matches!(item, ComponentItem::Type(_));
    let types = component.component_type();
    let mut imports = types.imports(engine);
    let asked = imports.find(|(_, import)| match &import.ty {
        ComponentItem::ComponentInstance(instance) => !instance.exports(engine).all(|(_, export)| is_type(&export.ty)),
        other => !is_type(other),
    });
    asked.map(|(name, _)| name.split('@').next().unwrap_or_default().into())
}
