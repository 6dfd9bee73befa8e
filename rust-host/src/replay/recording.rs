//! What was recorded of one component: the calls that it got, and for each the calls that it made meanwhile.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// A test: what `--emit-test` writes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// The component's name in the composition.
    pub part: String,
    pub calls: Vec<Call>,
    /// Whether later calls have no values.
    #[serde(skip)]
    pub is_cut: bool,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Who called. Handles have numbers for each caller.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// As in WIT, with its interface: `my:user-service/user-service@2.0.0#process`.
    pub function: String,
    pub arguments: Box<RawValue>,
    /// The calls that the component made meanwhile, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Call>,
    /// Null for a function without a result. None: it didn't return.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub result: Option<Box<RawValue>>,
}

/// A value that is null if it is given as null, and none only if it is missing.
fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(from).map(Some)
}

impl Call {
    pub fn arguments(&self) -> Map<String, Value> {
        serde_json::from_str(self.arguments.get()).unwrap_or_default()
    }

    pub fn result(&self) -> Option<Value> {
        // It was read as JSON.
        self.result
            .as_ref()
            .and_then(|result| serde_json::from_str(result.get()).ok())
    }
}

/// The part of a trace file that matters here; see `trace/chrome.rs`.
#[derive(Deserialize)]
struct Trace {
    #[serde(rename = "traceEvents")]
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    args: Option<Args>,
}

#[derive(Deserialize)]
struct Args {
    function: Option<String>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    depth: usize,
    #[serde(default)]
    unfinished: bool,
    arguments: Option<Box<RawValue>>,
    #[serde(default, deserialize_with = "given")]
    result: Option<Box<RawValue>>,
}

impl Recording {
    /// Reads a trace or a test. A trace has several components, so one must be named.
    pub fn read(json: &str, part: Option<&str>) -> Result<Recording, String> {
        let trace: Trace = match serde_json::from_str(json) {
            Ok(trace) => trace,
            Err(not_a_trace) => {
                let test = serde_json::from_str::<Recording>(json);
                // Which of the two it was to be shows in its first key that only one of them has.
                let error = |test| {
                    if json.contains("\"traceEvents\"") {
                        not_a_trace
                    } else {
                        test
                    }
                };
                let recording = test.map_err(|test| error(test).to_string())?;
                return match part {
                    Some(part) if part != recording.part => Err(format!(
                        "it is a test of `{}`, and `--part` is `{part}`; leave `--part` out",
                        recording.part
                    )),
                    _ => Ok(recording),
                };
            }
        };
        let calls: Vec<Args> = trace
            .events
            .into_iter()
            .filter_map(|event| event.args.filter(|args| args.function.is_some()))
            .collect();
        if calls.iter().all(|call| call.arguments.is_none()) {
            return Err("found no values in it; record it with `--trace-values`".into());
        }
        let parts: BTreeSet<&str> = calls.iter().map(|call| call.to.as_str()).collect();
        let known = parts
            .iter()
            .map(|part| format!("`{part}`"))
            .collect::<Vec<_>>()
            .join(", ");
        let part = part.ok_or_else(|| format!("found calls to {known}; name one of them with `--part`"))?;
        if !parts.contains(part) {
            return Err(format!("found no calls to `{part}`, but to {known}"));
        }
        Ok(Recording::of(part.into(), calls))
    }

    fn of(part: String, events: Vec<Args>) -> Recording {
        let mut calls: Vec<Call> = Vec::new();
        let mut is_cut = false;
        // How deep the last call to the component is, while later calls are nested in it.
        let mut open = None;
        for event in events {
            let (depth, from, is_finished) = (event.depth, event.from.clone(), !event.unfinished);
            let is_nested = open.is_some_and(|outer| depth > outer);
            let is_own = is_nested && from == part && open.is_some_and(|outer| depth == outer + 1);
            let is_call = event.to == part;
            if !is_nested {
                open = None;
            }
            if !is_own && !is_call {
                continue;
            }
            let is_whole = event.arguments.is_some() && (event.result.is_some() || !is_finished);
            let (Some(call), true) = (event.call(), is_whole) else {
                // Without one value, nothing after it can be replayed.
                is_cut = true;
                if is_own {
                    calls.pop();
                }
                break;
            };
            if is_call {
                open = Some(depth);
                calls.push(call);
            } else if let Some(outer) = calls.last_mut() {
                let from = String::new();
                outer.calls.push(Call { from, ..call });
            }
        }
        Recording { part, calls, is_cut }
    }

    /// A test with the first calls.
    pub fn test(&self, calls: usize) -> String {
        let test = Recording {
            part: self.part.clone(),
            calls: self.calls.iter().take(calls).cloned().collect(),
            is_cut: false,
        };
        // Strings and JSON can be written as JSON.
        let mut json = serde_json::to_string_pretty(&test).unwrap_or_default();
        json.push('\n');
        json
    }
}

impl Args {
    fn call(self) -> Option<Call> {
        Some(Call {
            from: self.from,
            function: self.function?,
            arguments: self.arguments?,
            calls: Vec::new(),
            result: self.result,
        })
    }
}
