//! Calls in the Trace Event Format (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU),
//! which chrome://tracing and https://ui.perfetto.dev read: one lane per component.

use std::sync::Arc;

use anyhow::Result;
use serde_json::{Value, json};

use crate::trace::calls::Call;

pub fn render(calls: &[Call]) -> Result<String> {
    let mut lanes: Vec<&Arc<str>> = Vec::new();
    let mut events: Vec<Value> = Vec::new();
    for call in calls {
        let lane = lanes.iter().position(|lane| *lane == &call.edge.to).unwrap_or_else(|| {
            lanes.push(&call.edge.to);
            lanes.len() - 1
        });
        events.push(json!({
            "ph": "X",
            "pid": 1,
            "tid": lane,
            "name": call.edge.short(),
            "cat": format!("{} → {}", call.edge.from, call.edge.to),
            "ts": micros(call.begin),
            "dur": micros(call.took),
            "args": {
                "function": *call.edge.function,
                "from": *call.edge.from,
                "argument bytes": call.argument_bytes,
                "result bytes": call.result_bytes,
            },
        }));
    }
    for (lane, name) in lanes.iter().enumerate() {
        events.push(json!({ "ph": "M", "pid": 1, "tid": lane, "name": "thread_name", "args": { "name": ***name } }));
        events.push(
            json!({ "ph": "M", "pid": 1, "tid": lane, "name": "thread_sort_index", "args": { "sort_index": lane } }),
        );
    }
    Ok(serde_json::to_string(
        &json!({ "traceEvents": events, "displayTimeUnit": "ms" }),
    )?)
}

fn micros(time: std::time::Duration) -> f64 {
    time.as_nanos() as f64 / 1e3
}
