//! The log: one JSON object per line, on stderr.

use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use escape::inert_json;
use serde_json::{Map, Value, json};

use crate::serve::outcome::Outcome;

pub fn request(outcome: &Outcome) {
    let level = match outcome.error.is_some() || outcome.status.is_server_error() {
        true => "error",
        false => "info",
    };
    let mut line = start(level, &outcome.request_id);
    line.insert("method".into(), json!(outcome.method.as_str()));
    line.insert("path".into(), json!(outcome.path));
    line.insert("status".into(), json!(outcome.status.as_u16()));
    line.insert("read".into(), json!(outcome.read.load(Ordering::Relaxed)));
    line.insert("written".into(), json!(outcome.written));
    line.insert("ms".into(), json!((outcome.seconds * 1e6).round() / 1e3));
    if !outcome.whole {
        line.insert("broken-off".into(), json!(true));
    }
    if let Some(error) = &outcome.error {
        line.insert("error".into(), json!(error));
    }
    write(line);
}

/// An error after the answer had begun.
pub fn failure(id: &str, error: &str) {
    let mut line = start("error", id);
    line.insert("error".into(), json!(error));
    write(line);
}

/// An event of the server itself.
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
    // A log that can't be written must not fail requests.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
