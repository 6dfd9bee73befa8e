//! Records calls, and renders them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use inspector::Graph;
use inspector::graph::{HOST, Party};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker};

use crate::trace::calls::{Call, Edge, Totals};
use crate::trace::{chrome, table, tree};

/// How many calls are kept one by one; later ones are only counted.
const KEPT: usize = 1_000_000;

/// A record of calls. Clones share it.
#[derive(Clone)]
pub struct Trace(Arc<Mutex<Record>>);

struct Record {
    start: Instant,
    open: Vec<Open>,
    calls: Vec<Call>,
    totals: BTreeMap<Edge, Totals>,
    /// The component that each interface leads to when the host calls it.
    exporters: BTreeMap<String, Arc<str>>,
}

/// What the host calls: an interface, a function of it, and the size of the arguments.
pub type Called<'a> = (&'a str, &'a str, usize);

/// The callee of the host where the composition's graph isn't known.
const WHOLE: &str = "composition";

struct Open {
    edge: Edge,
    begin: Duration,
    argument_bytes: u64,
    /// The time of the calls nested in it.
    inside: Duration,
}

/// A component of the composition itself: the parts inside it have no spies between them.
fn outermost(name: &str) -> &str {
    name.split('/').next().unwrap_or_default()
}

impl Default for Trace {
    fn default() -> Trace {
        Trace(Arc::new(Mutex::new(Record {
            start: Instant::now(),
            open: Vec::new(),
            calls: Vec::new(),
            totals: BTreeMap::new(),
            exporters: BTreeMap::new(),
        })))
    }
}

impl Trace {
    /// Connects every spy of a composition to this record. Fails if there is none.
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
            bail!("found no spies in it; use `build/traced.wasm`, which `make compose` builds");
        }
        Ok(())
    }

    /// Names the components that the host calls, as a stage may stand before the one that an interface is named after.
    pub fn resolve(&self, graph: &Graph) {
        let exports = graph.edges_from(Party::Host).map(|(_, edge)| edge);
        self.lock().exporters = exports
            .map(|edge| (edge.through.clone(), outermost(graph.name(edge.to)).into()))
            .collect();
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
        // Our spies never leave a call that they haven't entered, but other components with such imports may.
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

    /// Makes a call from the host, and records it.
    pub fn call<R>(
        &self,
        (interface, function, argument_bytes): Called,
        call: impl FnOnce() -> R,
        result_bytes: impl FnOnce(&R) -> usize,
    ) -> R {
        let to = self.lock().exporters.get(interface).cloned();
        let (from, to) = (HOST.into(), to.unwrap_or_else(|| WHOLE.into()));
        let function = format!("{interface}#{function}").into();
        self.enter(Edge { from, to, function }, argument_bytes as u64);
        let result = call();
        self.leave(result_bytes(&result) as u64);
        result
    }

    /// Makes a call from the host, and records it if there is a trace.
    pub fn around<R, E>(
        trace: Option<&Trace>,
        called: Called,
        call: impl FnOnce() -> std::result::Result<R, E>,
        result_bytes: impl FnOnce(&R) -> usize,
    ) -> std::result::Result<R, E> {
        match trace {
            Some(trace) => trace.call(called, call, |result| result.as_ref().map_or(0, result_bytes)),
            None => call(),
        }
    }

    /// Every call as a tree, in the order in which they began. For a few calls.
    pub fn tree(&self) -> String {
        tree::render(&self.calls())
    }

    /// One line per edge. For many calls.
    pub fn table(&self) -> String {
        table::render(&self.lock().totals)
    }

    /// The calls for chrome://tracing and ui.perfetto.dev.
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
