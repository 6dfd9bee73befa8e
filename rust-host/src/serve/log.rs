//! The log: one JSON object a line, on stderr.

use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::handle::Finish;
use crate::terminal::inert_json;

pub fn request(finish: &Finish) {
    let level = match finish.error.is_some() || finish.status.is_server_error() {
        true => "error",
        false => "info",
    };
    let mut line = start(level, &finish.request_id);
    line.insert("method".into(), json!(finish.method.as_str()));
    line.insert("path".into(), json!(finish.path));
    line.insert("status".into(), json!(finish.status.as_u16()));
    line.insert("read".into(), json!(finish.read.load(Ordering::Relaxed)));
    line.insert("written".into(), json!(finish.written));
    line.insert("ms".into(), json!((finish.seconds * 1e6).round() / 1e3));
    if !finish.whole {
        line.insert("broken-off".into(), json!(true));
    }
    if let Some(error) = &finish.error {
        line.insert("error".into(), json!(error));
    }
    write(line);
}

/// What went wrong once an answer had begun.
pub fn failure(id: &str, error: &str) {
    let mut line = start("error", id);
    line.insert("error".into(), json!(error));
    write(line);
}

/// What the server itself does.
pub fn event(what: &str, more: &[(&str, Value)]) {
    let mut line = Map::new();
    line.insert("time".into(), json!(now()));
    line.insert("level".into(), json!("info"));
    line.insert("event".into(), json!(what));
    line.extend(more.iter().map(|(name, value)| ((*name).into(), value.clone())));
    write(line);
}

fn start(level: &str, id: &str) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("time".into(), json!(now()));
    line.insert("level".into(), json!(level));
    line.insert("request-id".into(), json!(id));
    line
}

/// Seconds since 1970, to the millisecond.
fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis() as f64 / 1e3
}

fn write(line: Map<String, Value>) {
    let line = inert_json(&Value::Object(line).to_string());
    // Where nobody reads the log, requests are answered all the same.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
