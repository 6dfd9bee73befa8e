//! The chain on wasmtime, called by names and dynamic values.

use std::path::Path;

use pipeline_host::Limits;
use pipeline_host::cache::compiled::Cache;
use pipeline_host::sandbox::engine::engine;
use serde_json::{Value, json};
use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Engine, Result, Store, format_err};

use crate::interface::{Interface, Type};
use crate::values::{from_val, to_val};

pub struct Chain {
    component: Component,
    engine: Engine,
    running: Option<(Store<()>, Instance)>,
}

impl Chain {
    /// Compiles a composition. The functions of CPython are kept in `cache`.
    pub fn load(file: &Path, cache: &Path) -> Result<Chain> {
        let engine = engine(&Limits::default())?;
        let loaded = Cache::at(cache)
            .load(&engine, file, |_| ())
            .map_err(|error| format_err!("{error:#}"))?;
        Ok(Chain {
            component: loaded.component,
            engine,
            running: None,
        })
    }

    /// What a level returns for these arguments, as JSON. After an error, the next call has a new instance.
    pub fn echo(&mut self, level: &str, interface: &Interface, function: usize, arguments: &[Value]) -> Result<Value> {
        let types = interface.functions[function].iter().map(|(_, of)| of);
        let arguments: Vec<_> = types
            .zip(arguments)
            .map(|(of, value)| to_val(interface, of, value))
            .collect();
        let export = format!("{level}{}", interface.number);
        let found = self.call(&export, &format!("f{function}"), &arguments)?;
        Ok(from_val(interface, &interface.returned(function), &found))
    }

    /// Two values through all functions of a resource; see `handles` in node.js, which does the same.
    pub fn handles(&mut self, level: &str, interface: &Interface, of: &Type, values: &[Value; 2]) -> Result<Value> {
        let export = format!("{level}{}", interface.number);
        let [first, second] = values.each_ref().map(|value| to_val(interface, of, value));
        let shown = |value: Val| from_val(interface, of, &value);
        let mut call = |function: &str, arguments: &[Val]| self.call(&export, function, arguments);
        let one = call("[constructor]cell", &[first])?;
        let get = shown(call("[method]cell.get", std::slice::from_ref(&one))?);
        let set = shown(call("[method]cell.set", &[one.clone(), second.clone()])?);
        let one = call("pass", &[one])?;
        let peek = shown(call("peek", std::slice::from_ref(&one))?);
        let other = call("[constructor]cell", &[second])?;
        let Val::List(mut both) = call("all", &[Val::List(vec![one, other])])? else {
            return Err(format_err!("`all` returned no list"));
        };
        let all: Vec<_> = both
            .iter()
            .map(|one| call("[method]cell.get", std::slice::from_ref(one)).map(shown))
            .collect::<Result<_>>()?;
        let last = both.pop().ok_or_else(|| format_err!("`all` returned an empty list"))?;
        let Val::Result(Ok(Some(kept))) = call("maybe", &[Val::Option(Some(Box::new(last)))])? else {
            return Err(format_err!("`maybe` lost a handle"));
        };
        let maybe = shown(call("[method]cell.get", &[(*kept).clone()])?);
        let none = call("maybe", &[Val::Option(None)])?;
        both.push(*kept);
        let (store, _) = self.running.as_mut().expect("it has been called");
        for handle in both {
            if let Val::Resource(handle) = handle {
                handle.resource_drop(&mut *store)?;
            }
        }
        Ok(json!([get, set, peek, all, maybe, none == Val::Result(Err(None))]))
    }

    fn call(&mut self, export: &str, function: &str, arguments: &[Val]) -> Result<Val> {
        let (mut store, instance) = match self.running.take() {
            Some(running) => running,
            None => {
                let mut store = Store::new(&self.engine, ());
                let instance = Linker::new(&self.engine).instantiate(&mut store, &self.component)?;
                (store, instance)
            }
        };
        let at = instance.get_export_index(&mut store, None, export);
        let at = at.and_then(|at| instance.get_export_index(&mut store, Some(&at), function));
        let called = at.and_then(|at| instance.get_func(&mut store, at));
        let called = called.ok_or_else(|| format_err!("found no `{function}` in `{export}`"))?;
        let mut results = [Val::Bool(false)];
        called.call(&mut store, arguments, &mut results)?;
        let [result] = results;
        self.running = Some((store, instance));
        Ok(result)
    }
}
