//! Connects the spies of a composition to a trace.

use std::sync::Arc;

use anyhow::{Result, bail};
use inspector::graph::HOST;
use serde::Serialize;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, LinkerInstance, Val};

use crate::trace::calls::Edge;
use crate::trace::recorder::Trace;
use crate::values::Json;

/// The function by which a spy asks whether to pass on the values of a call.
const WANTED: &str = "wanted";

/// The arguments of a call as an object.
struct Arguments<'a>(&'a [(String, &'a Val)]);

impl Serialize for Arguments<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, Json(value))))
    }
}

impl Trace {
    /// Connects every spy of a composition to this record. Fails if there is none.
    pub fn link<T: 'static>(&self, component: &Component, linker: &mut Linker<T>) -> Result<()> {
        let (mut spies, mut of_values) = (0, 0);
        for (name, item) in component.component_type().imports(component.engine()) {
            let ends = name.split_once("-to-");
            let (ComponentItem::ComponentInstance(spy), Some((from, to))) = (item.ty, ends) else {
                continue;
            };
            let mut instance = linker.instance(name)?;
            if spy.get_export(component.engine(), WANTED).is_some() {
                for (function, item) in spy.exports(component.engine()) {
                    if matches!(item.ty, ComponentItem::ComponentFunc(_)) {
                        self.link_values(&mut instance, function)?;
                    }
                }
                of_values += 1;
                continue;
            }
            if from == HOST {
                self.host_is_spied();
            }
            let (from, to): (Arc<str>, Arc<str>) = (from.into(), to.into());
            let trace = self.clone();
            instance.func_wrap("enter", move |_, (function, bytes): (String, u64)| {
                let function = function.into();
                let (from, to) = (from.clone(), to.clone());
                trace.enter(Edge { from, to, function }, bytes);
                Ok(())
            })?;
            let trace = self.clone();
            instance.func_wrap("leave", move |_, (bytes,): (u64,)| {
                trace.leave(bytes);
                Ok(())
            })?;
            spies += 1;
        }
        if spies == 0 {
            bail!("found no spies in it; use `build/traced.wasm`, which `make compose` builds");
        }
        if of_values == 0 && self.has_values() {
            bail!("found no spies that pass on values in it; use `build/recorded.wasm`, which `make compose` builds");
        }
        Ok(())
    }

    /// Connects a function by which a spy passes on values: `call0` has the parameters of the spied function, and `return0`
    /// its result.
    fn link_values<T: 'static>(&self, instance: &mut LinkerInstance<T>, function: &str) -> Result<()> {
        let trace = self.clone();
        if function == WANTED {
            instance.func_wrap(function, move |_, ()| Ok((trace.wants_values(),)))?;
        } else if function.starts_with("call") {
            instance.func_new(function, move |_, ty, arguments, _| {
                let names = ty.params().map(|(name, _)| name.to_owned());
                let arguments: Vec<(String, &Val)> = names.zip(arguments).collect();
                trace.keep(&Arguments(&arguments), |values| &mut values.arguments);
                Ok(())
            })?;
        } else {
            instance.func_new(function, move |_, _, result, _| {
                // A result in memory is passed as a list of one.
                let result = match result {
                    [Val::List(one)] => one.first(),
                    other => other.first(),
                };
                trace.keep(&result.map(Json), |values| &mut values.result);
                Ok(())
            })?;
        }
        Ok(())
    }
}
