//! Records calls, and renders them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use inspector::Graph;
use inspector::graph::{HOST, Party};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::trace::calls::{Call, Edge, Totals, Values};
use crate::trace::{chrome, table, tree};

/// How many calls are kept one by one; later ones are only counted.
const KEPT: usize = 1_000_000;

/// A record of calls. Clones share it.
#[derive(Clone)]
pub struct Trace(Arc<Mutex<Record>>);

/// Which values a trace has.
#[derive(Clone)]
pub struct Recorded {
    /// How many bytes of them, as JSON. After that, calls are recorded without values.
    pub most: u64,
    /// The only function whose values it has. None: all of them.
    pub only: Option<&'static str>,
}

struct Record {
    start: Instant,
    began: u64,
    values: Option<Recorded>,
    /// Whether values were left out because of their size.
    is_cut: bool,
    /// Whether the spies report the host's own calls.
    host_is_spied: bool,
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

#[derive(Clone)]
struct Open {
    edge: Edge,
    order: u64,
    values: Values,
    begin: Duration,
    argument_bytes: u64,
    /// The time of the calls nested in it.
    inside: Duration,
}

impl Open {
    fn ended(self, took: Duration, result_bytes: u64, depth: usize, is_finished: bool) -> Call {
        Call {
            edge: self.edge,
            begin: self.begin,
            took,
            argument_bytes: self.argument_bytes,
            result_bytes,
            depth,
            order: self.order,
            values: self.values,
            is_finished,
        }
    }
}

/// A component of the composition itself: the parts inside it have no spies between them.
fn outermost(name: &str) -> &str {
    name.split('/').next().unwrap_or_default()
}

impl Default for Trace {
    fn default() -> Trace {
        Trace::new(None)
    }
}

impl Trace {
    /// A trace with these values, or with none.
    pub fn new(values: Option<Recorded>) -> Trace {
        Trace(Arc::new(Mutex::new(Record {
            start: Instant::now(),
            began: 0,
            values,
            is_cut: false,
            host_is_spied: false,
            open: Vec::new(),
            calls: Vec::new(),
            totals: BTreeMap::new(),
            exporters: BTreeMap::new(),
        })))
    }

    /// From now on, the host's own calls are reported by spies.
    pub(super) fn host_is_spied(&self) {
        self.lock().host_is_spied = true;
    }

    /// Whether the call that began last is recorded with its values.
    pub(super) fn wants_values(&self) -> bool {
        let mut record = self.lock();
        let Record {
            values, open, is_cut, ..
        } = &mut *record;
        let (Some(values), Some(call)) = (values, open.last()) else {
            return false;
        };
        let is_wanted = values.only.is_none_or(|only| *call.edge.function == *only);
        *is_cut |= is_wanted && values.most == 0;
        is_wanted && values.most > 0
    }

    /// Keeps a value of the call that began last, unless there is no room for it.
    pub(super) fn keep(&self, value: &impl Serialize, place: impl Fn(&mut Values) -> &mut Option<Box<RawValue>>) {
        let json = serde_json::value::to_raw_value(value);
        let mut record = self.lock();
        let Record {
            values, open, is_cut, ..
        } = &mut *record;
        let (Some(values), Some(call), Ok(json)) = (values, open.last_mut(), json) else {
            return;
        };
        let size = json.get().len() as u64;
        match values.most.checked_sub(size) {
            Some(left) => {
                values.most = left;
                *place(&mut call.values) = Some(json);
            }
            None => {
                values.most = 0;
                *is_cut = true;
            }
        }
    }

    pub fn has_values(&self) -> bool {
        self.lock().values.is_some()
    }

    /// Whether values were left out because of their size.
    pub fn is_cut(&self) -> bool {
        self.lock().is_cut
    }

    /// The arguments of the first call of a function.
    pub fn arguments_of(&self, function: &str) -> Option<Box<RawValue>> {
        let calls = self.calls().into_iter();
        let mut of_function = calls.filter(|call| *call.edge.function == *function);
        of_function.next()?.values.arguments
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
        let order = record.began;
        record.began += 1;
        record.open.push(Open {
            edge,
            order,
            values: Values::default(),
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
            record.calls.push(open.ended(took, result_bytes, depth, true));
        }
    }

    /// Makes a call from the host, and records it.
    pub fn call<R>(
        &self,
        (interface, function, argument_bytes): Called,
        call: impl FnOnce() -> R,
        result_bytes: impl FnOnce(&R) -> usize,
    ) -> R {
        if self.lock().host_is_spied {
            return call();
        }
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

    /// In the order in which they began. A call that a trap ended is left open by the spies.
    fn calls(&self) -> Vec<Call> {
        let record = self.lock();
        let mut calls = record.calls.clone();
        if record.host_is_spied {
            let now = record.start.elapsed();
            let open = record.open.iter().enumerate();
            calls.extend(open.map(|(depth, open)| open.clone().ended(now - open.begin, 0, depth, false)));
        }
        calls.sort_by_key(|call| call.order);
        calls
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
