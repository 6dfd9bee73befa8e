//! The component's imports, answered from the recording.

use serde_json::{Map, Value};
use wasmtime::component::types::{ComponentFunc, ComponentItem};
use wasmtime::component::{Component, Linker, LinkerInstance, Val};
use wasmtime::{Error, Result, StoreContextMut, bail};

use crate::replay::handles;
use crate::replay::player::Player;
use crate::sandbox::instance::InstanceState;
use crate::values::{Json, read};

pub type State = InstanceState<Player>;

/// Defines everything that the component imports, whatever it is.
pub fn link(component: &Component, linker: &mut Linker<State>) -> Result<()> {
    let engine = component.engine().clone();
    for (name, import) in component.component_type().imports(&engine) {
        let ComponentItem::ComponentInstance(interface) = import.ty else {
            define(&mut linker.root(), name, name.into(), import.ty)?;
            continue;
        };
        let mut instance = linker.instance(name)?;
        for (item, export) in interface.exports(&engine) {
            define(&mut instance, item, format!("{name}#{item}"), export.ty)?;
        }
    }
    Ok(())
}

fn define(within: &mut LinkerInstance<State>, name: &str, function: String, item: ComponentItem) -> Result<()> {
    match item {
        ComponentItem::Type(_) => Ok(()),
        // The recorded owner of what is dropped isn't here, so there is nothing to do.
        ComponentItem::Resource(_) => within.resource(name, handles::imported(), |_, _| Ok(())),
        ComponentItem::ComponentFunc(_) => within.func_new(name, move |store, ty, arguments, results| {
            answer(store, &function, &ty, arguments, results)
        }),
        _ => bail!("its import `{function}` is neither a function, a type nor an interface of those"),
    }
}

/// A call to an import. An error ends the call to the export; why is in the player.
fn answer(
    mut store: StoreContextMut<State>,
    function: &str,
    ty: &ComponentFunc,
    arguments: &[Val],
    results: &mut [Val],
) -> Result<()> {
    let found = match passed(&mut store, ty, arguments) {
        Ok(found) => found,
        Err(why) => return cannot(&mut store, format!("its call of `{function}`: {why}")),
    };
    let recorded = store.data_mut().host.answer(function, &found);
    let Some(recorded) = recorded else {
        return Err(Error::msg("the recording has no answer to this call"));
    };
    let (Some(ty), Some(result)) = (ty.results().next(), results.first_mut()) else {
        return Ok(());
    };
    match read(&ty, &recorded, &mut |handle| handles::of_host(&mut store, handle)) {
        Ok(value) => {
            *result = value;
            Ok(())
        }
        Err(misfit) => cannot(&mut store, format!("the recorded result of `{function}`: {misfit}")),
    }
}

/// The arguments as they are recorded.
fn passed(
    store: &mut StoreContextMut<State>,
    ty: &ComponentFunc,
    arguments: &[Val],
) -> Result<Map<String, Value>, String> {
    let mut passed = Map::new();
    for ((name, _), argument) in ty.params().zip(arguments) {
        let mut argument = argument.clone();
        handles::replace(&mut argument, None, &mut |handle, _| {
            handles::number(&mut *store, handle)
        })?;
        let json = serde_json::to_value(Json(&argument)).map_err(|error| error.to_string())?;
        passed.insert(name.into(), json);
    }
    Ok(passed)
}

fn cannot(store: &mut StoreContextMut<State>, why: String) -> Result<()> {
    store.data_mut().host.cannot = Some(why);
    Err(Error::msg("the call can't be compared with the recording"))
}
