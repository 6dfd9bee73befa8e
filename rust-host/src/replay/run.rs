//! Calls a component as it was called in the recording.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use wasmtime::Store;
use wasmtime::component::{self, Func, Linker, Val};

use crate::cache::compiled::{Cache, Loaded};
use crate::failure::{self, Failure};
use crate::replay::compare::{compare, shown};
use crate::replay::handles::{self, Returned};
use crate::replay::imports::{self, State};
use crate::replay::player::{Difference, Found, Player};
use crate::replay::recording::{Call, Recording};
use crate::sandbox::call_error::CallError;
use crate::sandbox::engine::{self, Purpose};
use crate::sandbox::instance::Instance;
use crate::sandbox::limits::Limits;
use crate::sandbox::origin::Origin;
use crate::sandbox::stop::Stop;
use crate::values::{Json, read};

pub enum Outcome {
    Same {
        calls: usize,
        /// The component's calls to its imports.
        answered: usize,
        /// How it ended, if the recording ends with a call that didn't return.
        end: Option<String>,
    },
    Different(Difference),
}

/// Replays a recording with the component in `file`. Fails if they don't belong together, for example because a function or a
/// field has changed.
pub fn replay(
    file: &Path,
    recording: &Recording,
    purpose: Purpose,
    limits: &Limits,
    notice: impl Fn(&str),
) -> Result<Outcome, Failure> {
    let unfit = |why: String| Failure::Input(format!("cannot replay with `{}`: {why}", file.display()));
    let engine = engine::engine_for(purpose, limits)
        .map_err(|error| Failure::Host(format!("cannot set up wasmtime: {error}")))?;
    let loaded = Cache::of_user().load(&engine, file, notice);
    let Loaded { component, hash } = loaded.map_err(|error| failure::of_loading(&error))?;
    let mut linker = Linker::new(&engine);
    imports::link(&component, &mut linker).map_err(|error| unfit(format!("{error:#}")))?;
    let linked = linker.instantiate_pre(&component);
    let linked = linked.map_err(|error| unfit(format!("{error:#}")))?;

    let origin = Arc::new(Origin::new(file.into(), hash));
    let doing = format!("replay with `{}`", file.display());
    let mut instance = Instance::new(&engine, limits, &origin, &doing, Player::default())?;
    let exports = instance.call(None, |store| linked.instantiate(store))?;
    let mut returned = Returned::default();
    for (at, call) in recording.calls.iter().enumerate() {
        let number = at + 1;
        let cannot = |why: String| unfit(format!("call {number}, `{}`: {why}", call.function));
        let different = |found| {
            Ok(Outcome::Different(Difference {
                call: number,
                function: call.function.clone(),
                found,
            }))
        };
        let prepared = instance.call(None, |store| Ok(prepare(store, &exports, call, &mut returned)))?;
        let (function, arguments) = prepared.map_err(cannot)?;
        let interface = call.function.split('#').next();
        let result = match instance.call(interface, |store| made(store, function, &arguments)) {
            Ok(result) => result,
            Err(CallError::Stopped(stop)) => {
                let player = instance.into_host();
                return match (player.found, player.cannot) {
                    (_, Some(why)) => Err(cannot(why)),
                    (Some(found), None) => different(found),
                    (None, None) if player.has_ended => Ok(Outcome::Same {
                        calls: number,
                        answered: player.answered,
                        end: Some("the recording ends in a call of an import that didn't return".into()),
                    }),
                    (None, None) if call.result.is_none() => Ok(Outcome::Same {
                        calls: number,
                        answered: player.answered,
                        end: Some(why(&stop)),
                    }),
                    (None, None) => different(Found {
                        what: "the call doesn't return".into(),
                        expected: shown(call.result().as_ref()),
                        found: why(&stop),
                    }),
                };
            }
            Err(error) => return Err(error.into()),
        };
        let ended = instance.call(None, |store| Ok(ended(store, call, result, &mut returned)))?;
        if let Some(found) = ended.map_err(cannot)? {
            return different(found);
        }
    }
    Ok(Outcome::Same {
        calls: recording.calls.len(),
        answered: instance.into_host().answered,
        end: None,
    })
}

/// What stopped the component, without what the host was doing.
fn why(stop: &Stop) -> String {
    let text = stop.to_string();
    let doing = format!("cannot {}: the component ", stop.doing);
    text.strip_prefix(&doing).unwrap_or(&text).to_string()
}

/// The function of a recorded call, and its arguments as values.
fn prepare(
    store: &mut Store<State>,
    exports: &component::Instance,
    call: &Call,
    returned: &mut Returned,
) -> Result<(Func, Vec<Val>), String> {
    let export = match call.function.split_once('#') {
        Some((interface, name)) => {
            let interface = exports.get_export_index(&mut *store, None, interface);
            interface.and_then(|interface| exports.get_export_index(&mut *store, Some(&interface), name))
        }
        None => exports.get_export_index(&mut *store, None, &call.function),
    };
    let function = export.and_then(|export| exports.get_func(&mut *store, export));
    let function = function.ok_or("the component doesn't export this function")?;
    let recorded = call.arguments();
    let ty = function.ty(&*store);
    if let Some(surplus) = recorded
        .keys()
        .find(|name| ty.params().all(|(param, _)| param != *name))
    {
        return Err(format!("the component's function has no parameter `{surplus}`"));
    }
    let mut arguments = Vec::new();
    for (name, ty) in ty.params() {
        // A parameter of an option may be left out.
        let json = recorded.get(name).unwrap_or(&Value::Null);
        let mut handle = |handle: crate::values::Handle| match handle.0 == handles::imported() {
            true => handles::of_host(&mut *store, handle),
            false => returned.find(&call.from, handle),
        };
        let value = read(&ty, json, &mut handle);
        arguments.push(value.map_err(|misfit| format!("parameter `{name}`: {misfit}"))?);
    }
    store.data_mut().host.begin(&call.calls);
    Ok((function, arguments))
}

fn made(store: &mut Store<State>, function: Func, arguments: &[Val]) -> wasmtime::Result<Option<Val>> {
    let mut results = vec![Val::Bool(false); function.ty(&*store).results().len()];
    function.call(store, arguments, &mut results)?;
    Ok(results.pop())
}

/// The first difference in a call that has returned.
fn ended(
    store: &mut Store<State>,
    call: &Call,
    result: Option<Val>,
    returned: &mut Returned,
) -> Result<Option<Found>, String> {
    if let Some(found) = store.data_mut().host.end() {
        return Ok(Some(found));
    }
    let recorded = call.result();
    let mut dropped = Vec::new();
    let found = match result {
        None => Value::Null,
        Some(mut result) => {
            handles::replace(&mut result, recorded.as_ref(), &mut |handle, recorded| {
                // Where the recording has no handle, the values differ anyway.
                let Some(number) = recorded else { return Ok(u32::MAX) };
                dropped.extend(returned.keep(&call.from, number, handle));
                Ok(number)
            })?;
            serde_json::to_value(Json(&result)).map_err(|error| format!("the result: {error}"))?
        }
    };
    for handle in dropped {
        handle
            .resource_drop(&mut *store)
            .map_err(|error| format!("dropping a handle: {error:#}"))?;
    }
    let Some(recorded) = recorded else {
        return Ok(Some(Found {
            what: "it returns".into(),
            expected: "no result: in the recording, the call fails".into(),
            found: shown(Some(&found)),
        }));
    };
    Ok(compare(&recorded, &found).map(|unequal| Found::unequal("the result", unequal)))
}
