//! The log: one JSON object per line, on stderr. A thread writes it, so that nothing waits for its reader. Lines that don't fit
//! into the queue are dropped and counted.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use escape::inert_json;
use prometheus_client::metrics::counter::Counter;
use serde_json::{Map, Value, json};

use crate::serve::outcome::Outcome;

/// The most bytes that wait to be written.
const QUEUE: usize = 1 << 20;
/// The most bytes of a text that a client chose, or of an error.
const TEXT: usize = 1 << 10;

#[derive(Clone)]
pub struct Log(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    dropped: Counter,
}

#[derive(Default)]
struct Queue {
    lines: VecDeque<String>,
    bytes: usize,
    /// Dropped since this was last logged.
    dropped: u64,
    /// Whether the thread has a line in hand.
    writing: bool,
}

impl Log {
    /// Starts the thread. `dropped` counts the lines that are lost.
    pub fn start(dropped: Counter) -> io::Result<Log> {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            changed: Condvar::new(),
            dropped,
        });
        let log = Log(shared.clone());
        thread::Builder::new()
            .name("log".into())
            .spawn(move || shared.write())?;
        Ok(log)
    }

    pub fn request(&self, outcome: &Outcome) {
        let level = match outcome.is_failure() {
            true => "error",
            false => "info",
        };
        let mut line = start(level, &outcome.request_id);
        line.insert("method".into(), json!(cut(&outcome.method)));
        line.insert("path".into(), json!(cut(&outcome.path)));
        // Null: the client left before there was an answer.
        line.insert("status".into(), json!(outcome.status.map(|status| status.as_u16())));
        line.insert("read".into(), json!(outcome.read.load(Ordering::Relaxed)));
        line.insert("written".into(), json!(outcome.written));
        line.insert("ms".into(), json!((outcome.seconds * 1e6).round() / 1e3));
        if !outcome.whole {
            line.insert("broken-off".into(), json!(true));
        }
        if let Some(status) = outcome.failed {
            line.insert("failed".into(), json!(status.as_u16()));
        }
        if let Some(error) = &outcome.error {
            line.insert("error".into(), json!(cut(error)));
        }
        self.add(line);
    }

    /// An error of a request that can't be reported with its outcome, because the request has ended.
    pub fn failure(&self, id: &str, error: &str) {
        let mut line = start("error", id);
        line.insert("error".into(), json!(cut(error)));
        self.add(line);
    }

    /// An event of the server itself.
    pub fn event(&self, what: &str, more: &[(&str, Value)]) {
        self.add(event("info", what, more));
    }

    /// An event that an operator has to look at.
    pub fn trouble(&self, what: &str, error: &str) {
        self.add(event("error", what, &[("error", json!(cut(error)))]));
    }

    fn add(&self, line: Map<String, Value>) {
        let line = text(line);
        let mut queue = self.0.lock();
        if queue.bytes + line.len() > QUEUE {
            queue.dropped += 1;
            self.0.dropped.inc();
            return;
        }
        queue.bytes += line.len();
        queue.lines.push_back(line);
        self.0.changed.notify_all();
    }

    /// Waits until everything is written, but not longer than this.
    pub fn flush(&self, time: Duration) {
        let busy = |queue: &mut Queue| queue.writing || !queue.lines.is_empty();
        let _ = self.0.changed.wait_timeout_while(self.0.lock(), time, busy);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) {
        loop {
            let waited = self.changed.wait_while(self.lock(), |queue| queue.lines.is_empty());
            let mut queue = waited.unwrap_or_else(PoisonError::into_inner);
            let lines = std::mem::take(&mut queue.lines);
            queue.writing = true;
            drop(queue);
            for line in lines {
                self.put(&line);
                self.lock().bytes -= line.len();
            }
            let mut queue = self.lock();
            let dropped = std::mem::take(&mut queue.dropped);
            drop(queue);
            if dropped > 0 {
                self.put(&text(event("info", "log lines dropped", &[("lines", json!(dropped))])));
            }
            self.lock().writing = false;
            self.changed.notify_all();
        }
    }

    fn put(&self, line: &str) {
        // A log that can't be written must not fail requests.
        if io::stderr().lock().write_all(line.as_bytes()).is_err() {
            self.dropped.inc();
        }
    }
}

fn event(level: &str, what: &str, more: &[(&str, Value)]) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("time".into(), json!(now()));
    line.insert("level".into(), json!(level));
    line.insert("event".into(), json!(what));
    line.extend(more.iter().map(|(name, value)| ((*name).into(), value.clone())));
    line
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

fn text(line: Map<String, Value>) -> String {
    inert_json(&Value::Object(line).to_string()) + "\n"
}

/// The start of a long text, and how much is left out.
pub fn cut(text: &str) -> Cow<'_, str> {
    let end = text.floor_char_boundary(TEXT);
    if end == text.len() {
        return text.into();
    }
    format!("{}… and {} more bytes", &text[..end], text.len() - end).into()
}
