//! Calls in the Trace Event Format (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU),
//! which chrome://tracing and https://ui.perfetto.dev read: one lane per component.

use std::sync::Arc;

use anyhow::Result;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::trace::calls::{Call, Values};

#[derive(Serialize)]
struct Trace<'a> {
    #[serde(rename = "displayTimeUnit")]
    unit: &'static str,
    #[serde(rename = "traceEvents")]
    events: Vec<Event<'a>>,
}

#[derive(Serialize)]
struct Event<'a> {
    ph: &'static str,
    pid: u32,
    tid: usize,
    name: &'a str,
    #[serde(flatten)]
    call: Option<Timed>,
    args: Args<'a>,
}

#[derive(Serialize)]
struct Timed {
    cat: String,
    ts: f64,
    dur: f64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Args<'a> {
    Call(Details<'a>),
    Name { name: &'a str },
    Order { sort_index: usize },
}

/// `replay` reads these; see `replay/recording.rs`.
#[derive(Serialize)]
struct Details<'a> {
    function: &'a str,
    from: &'a str,
    to: &'a str,
    depth: usize,
    #[serde(rename = "argument bytes")]
    argument_bytes: u64,
    #[serde(rename = "result bytes")]
    result_bytes: u64,
    #[serde(skip_serializing_if = "is_false")]
    unfinished: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    arguments: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a RawValue>,
}
fn is_false(value: &bool) -> bool {
    !*value
}

/// `calls` in the order in which they began.
pub fn render(calls: &[Call]) -> Result<String> {
    let mut lanes: Vec<&Arc<str>> = Vec::new();
    let mut events = Vec::new();
    for call in calls {
        let edge = &call.edge;
        let lane = lanes.iter().position(|lane| *lane == &edge.to).unwrap_or_else(|| {
            lanes.push(&edge.to);
            lanes.len() - 1
        });
        let Values { arguments, result } = &call.values;
        events.push(Event {
            ph: "X",
            pid: 1,
            tid: lane,
            name: edge.short(),
            call: Some(Timed {
                cat: format!("{} → {}", edge.from, edge.to),
                ts: micros(call.begin),
                dur: micros(call.took),
            }),
            args: Args::Call(Details {
                function: &edge.function,
                from: &edge.from,
                to: &edge.to,
                depth: call.depth,
                argument_bytes: call.argument_bytes,
                result_bytes: call.result_bytes,
                unfinished: !call.is_finished,
                arguments: arguments.as_deref(),
                result: result.as_deref(),
            }),
        });
    }
    let about = |tid, name, args| Event {
        ph: "M",
        pid: 1,
        tid,
        name,
        call: None,
        args,
    };
    for (lane, name) in lanes.into_iter().enumerate() {
        events.push(about(lane, "thread_name", Args::Name { name }));
        events.push(about(lane, "thread_sort_index", Args::Order { sort_index: lane }));
    }
    let unit = "ms";
    Ok(serde_json::to_string(&Trace { unit, events })?)
}

fn micros(time: std::time::Duration) -> f64 {
    time.as_nanos() as f64 / 1e3
}
