//! What passes between the components of a traced composition: every call, with its time and size.
//!
//! Spies stand between the components (see composer/interposer/README.md). Each tells an import of its own, `service-to-validator`,
//! when a call begins and when it ends. The calls of the host itself are told by the host.

mod chrome;
mod table;
mod tree;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker};

/// Calls that are kept one by one; those after them are only counted.
const KEPT: usize = 1_000_000;

/// A call that has ended.
#[derive(Clone)]
pub struct Call {
    pub edge: Edge,
    /// Since the trace began.
    pub begin: Duration,
    pub took: Duration,
    /// What its arguments and its result take beyond numbers and handles.
    pub argument_bytes: u64,
    pub result_bytes: u64,
    /// How many calls it is inside of.
    pub depth: usize,
}

/// Who calls what of whom.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: Arc<str>,
    pub to: Arc<str>,
    /// As in WIT, with its interface: `my:user-service/user-service@1.0.0#process`.
    pub function: Arc<str>,
}

impl Edge {
    /// For people: `process`, `rule-set.describe`.
    pub fn short(&self) -> &str {
        let (_, name) = self.function.rsplit_once('#').unwrap_or(("", &self.function));
        name.rsplit_once(']').map_or(name, |(_, name)| name)
    }
}

/// All calls over one edge.
#[derive(Clone, Copy, Default)]
pub struct Totals {
    pub calls: u64,
    pub argument_bytes: u64,
    pub result_bytes: u64,
    pub took: Duration,
    /// Without the calls that were made meanwhile.
    pub own: Duration,
}

/// A record of calls; clones are the same record.
#[derive(Clone)]
pub struct Trace(Arc<Mutex<Record>>);

struct Record {
    start: Instant,
    open: Vec<Open>,
    calls: Vec<Call>,
    totals: BTreeMap<Edge, Totals>,
}

struct Open {
    edge: Edge,
    begin: Duration,
    argument_bytes: u64,
    /// What the calls inside of it took.
    inside: Duration,
}

impl Default for Trace {
    fn default() -> Trace {
        Trace(Arc::new(Mutex::new(Record {
            start: Instant::now(),
            open: Vec::new(),
            calls: Vec::new(),
            totals: BTreeMap::new(),
        })))
    }
}

impl Trace {
    /// Gives every spy of a composition its sink. Fails where there is none.
    pub fn link<T: 'static>(&self, component: &Component, linker: &mut Linker<T>) -> Result<()> {
        let mut spies = 0;
        for (name, item) in component.component_type().imports(component.engine()) {
            let ends = name.split_once("-to-");
            let (ComponentItem::ComponentInstance(_), Some((from, to))) = (item.ty, ends) else {
                continue;
            };
            let mut instance = linker.instance(name)?;
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
            bail!("found no spies in it; `make compose` makes `build/traced.wasm`, which has some");
        }
        Ok(())
    }

    /// A call begins.
    pub fn enter(&self, edge: Edge, argument_bytes: u64) {
        let mut record = self.lock();
        let begin = record.start.elapsed();
        record.open.push(Open {
            edge,
            begin,
            argument_bytes,
            inside: Duration::ZERO,
        });
    }

    /// The call that began last ends.
    pub fn leave(&self, result_bytes: u64) {
        let mut record = self.lock();
        let end = record.start.elapsed();
        // A spy can't leave what it hasn't entered; one that was made by others might.
        let Some(open) = record.open.pop() else { return };
        let took = end - open.begin;
        if let Some(around) = record.open.last_mut() {
            around.inside += took;
        }
        let totals = record.totals.entry(open.edge.clone()).or_default();
        totals.calls += 1;
        totals.argument_bytes += open.argument_bytes;
        totals.result_bytes += result_bytes;
        totals.took += took;
        totals.own += took.saturating_sub(open.inside);
        if record.calls.len() < KEPT {
            let depth = record.open.len();
            record.calls.push(Call {
                edge: open.edge,
                begin: open.begin,
                took,
                argument_bytes: open.argument_bytes,
                result_bytes,
                depth,
            });
        }
    }

    /// Makes a call of the host, and records it.
    pub fn call<R>(
        &self,
        (to, function, argument_bytes): (&str, &str, usize),
        call: impl FnOnce() -> R,
        result_bytes: impl FnOnce(&R) -> usize,
    ) -> R {
        let (from, to, function) = ("host".into(), to.into(), function.into());
        self.enter(Edge { from, to, function }, argument_bytes as u64);
        let result = call();
        self.leave(result_bytes(&result) as u64);
        result
    }

    /// Makes a call of the host, and tells the trace of it, where there is one.
    pub fn around<R, E>(
        trace: Option<&Trace>,
        called: (&str, &str, usize),
        call: impl FnOnce() -> std::result::Result<R, E>,
        result_bytes: impl FnOnce(&R) -> usize,
    ) -> std::result::Result<R, E> {
        match trace {
            Some(trace) => trace.call(called, call, |result| result.as_ref().map_or(0, result_bytes)),
            None => call(),
        }
    }

    /// Every call in the order in which they began, as a tree: for a few calls.
    pub fn tree(&self) -> String {
        tree::render(&self.calls())
    }

    /// A line an edge: for many calls.
    pub fn table(&self) -> String {
        table::render(&self.lock().totals)
    }

    /// The format that chrome://tracing and ui.perfetto.dev read.
    pub fn chrome(&self) -> Result<String> {
        chrome::render(&self.calls())
    }

    fn calls(&self) -> Vec<Call> {
        let mut calls = self.lock().calls.clone();
        calls.sort_by_key(|call| (call.begin, call.depth));
        calls
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
