//! Handles: in a recording they are numbers.

use serde_json::Value;
use wasmtime::AsContextMut;
use wasmtime::component::{Resource, ResourceAny, ResourceType, Val};

use crate::values::Handle;

/// What the component holds handles to if it imports the resource. There is nothing behind them but the number.
pub struct Imported;

pub fn imported() -> ResourceType {
    ResourceType::host::<Imported>()
}

/// A handle of the host's, for the component.
pub fn of_host(mut store: impl AsContextMut, (ty, is_owned, number): Handle) -> Result<Val, String> {
    if ty != imported() {
        return Err("found a handle to a resource of the component itself, which the recording doesn't have".into());
    }
    let handle: Resource<Imported> = match is_owned {
        true => Resource::new_own(number),
        false => Resource::new_borrow(number),
    };
    let handle = ResourceAny::try_from_resource(handle, store.as_context_mut());
    Ok(Val::Resource(handle.map_err(|error| error.to_string())?))
}

/// The number of a handle that the component got from the host.
pub fn number(mut store: impl AsContextMut, handle: ResourceAny) -> Result<u32, String> {
    let handle = handle.try_into_resource::<Imported>(store.as_context_mut());
    let not_ours = |_| "it passes on a handle to a resource of its own, which can't be compared".to_string();
    Ok(handle.map_err(not_ours)?.rep())
}

/// Replaces the handles in a value by numbers. `number` also gets what was recorded in the place of the handle.
pub fn replace(
    value: &mut Val,
    recorded: Option<&Value>,
    number: &mut impl FnMut(ResourceAny, Option<u32>) -> Result<u32, String>,
) -> Result<(), String> {
    let field = |name: &str| recorded.and_then(|recorded| recorded.get(name));
    match value {
        Val::Resource(handle) => {
            let recorded = recorded.and_then(Value::as_u64);
            let recorded = recorded.and_then(|recorded| u32::try_from(recorded).ok());
            *value = Val::U32(number(*handle, recorded)?);
            Ok(())
        }
        Val::Option(Some(inner)) => {
            let recorded = match **inner {
                Val::Option(_) => field("some"),
                _ => recorded,
            };
            replace(inner, recorded, number)
        }
        Val::Result(Ok(Some(inner))) => replace(inner, field("ok"), number),
        Val::Result(Err(Some(inner))) => replace(inner, field("error"), number),
        Val::Variant(name, Some(inner)) => replace(inner, field(name), number),
        Val::Record(fields) => fields
            .iter_mut()
            .try_for_each(|(name, value)| replace(value, field(name), number)),
        Val::List(values) | Val::Tuple(values) | Val::FixedLengthList(values) => {
            // Nothing else holds a handle, and most lists are long.
            let inner = values.iter_mut().enumerate();
            inner
                .filter(|(_, value)| is_compound(value))
                .try_for_each(|(at, value)| {
                    let recorded = recorded.and_then(|recorded| recorded.get(at));
                    replace(value, recorded, number)
                })
        }
        _ => Ok(()),
    }
}

fn is_compound(value: &Val) -> bool {
    matches!(
        value,
        Val::Resource(_)
            | Val::Option(_)
            | Val::Result(_)
            | Val::Variant(..)
            | Val::Record(_)
            | Val::List(_)
            | Val::Tuple(_)
            | Val::FixedLengthList(_)
    )
}

/// The handles that the component has returned, by what the recording calls them: each caller has numbers of its own.
#[derive(Default)]
pub struct Returned(Vec<Entry>);

struct Entry {
    caller: String,
    number: u32,
    handle: ResourceAny,
}

impl Returned {
    /// Keeps a handle. Returns the one that had the number before, which the recorded caller had dropped.
    pub fn keep(&mut self, caller: &str, number: u32, handle: ResourceAny) -> Option<ResourceAny> {
        let before = self.position(caller, handle.ty(), number);
        let before = before.map(|at| self.0.swap_remove(at).handle);
        self.0.push(Entry {
            caller: caller.into(),
            number,
            handle,
        });
        before
    }

    /// The handle for an argument.
    pub fn find(&mut self, caller: &str, (ty, is_owned, number): Handle) -> Result<Val, String> {
        let at = self.position(caller, ty, number);
        let at = at.ok_or_else(|| format!("found handle {number}, which no recorded call returned"))?;
        let handle = match is_owned {
            true => self.0.swap_remove(at).handle,
            false => self.0[at].handle,
        };
        Ok(Val::Resource(handle))
    }

    fn position(&self, caller: &str, ty: ResourceType, number: u32) -> Option<usize> {
        self.0
            .iter()
            .position(|entry| entry.caller == caller && entry.handle.ty() == ty && entry.number == number)
    }
}
