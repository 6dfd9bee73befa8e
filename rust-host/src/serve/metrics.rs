//! The metrics of the server, for Prometheus.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hyper::StatusCode;
use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric, Registry};

use crate::sandbox::stop::{Cause, Stop};
use crate::serve::outcome::{OTHER, Outcome};

pub use prometheus_text::CONTENT_TYPE;

const BUCKETS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0,
];

pub struct Metrics {
    registry: Registry,
    in_flight: Gauge,
    requests: Family<Request, Counter>,
    latency: Family<Route, Histogram, fn() -> Histogram>,
    read: Counter,
    written: Counter,
    worked: Family<Stage, Counter<f64, AtomicU64>>,
    stopped: Family<Stopped, Counter>,
    instances: Counter,
    dropped: Counter,
    resident: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: &'static str,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Stage {
    stage: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Stopped {
    stage: String,
    cause: &'static str,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let registry = &mut Registry::default();
        let latency = Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> Histogram);
        // The library adds `_total` to the names of counters, and a full stop to each text.
        Metrics {
            in_flight: register(
                registry,
                "pipeline_requests_in_flight",
                "Requests that instances are handling",
            ),
            requests: register(registry, "pipeline_requests", "Requests by method, route and status"),
            latency: {
                let about = "Time from a request's head to the last byte of the answer, by route";
                registry.register("pipeline_request_seconds", about, latency.clone());
                latency
            },
            read: register(registry, "pipeline_read_bytes", "Bytes of request bodies"),
            written: register(registry, "pipeline_written_bytes", "Bytes of response bodies"),
            worked: register(
                registry,
                "pipeline_stage_seconds",
                "Time that a part was running, sampled every 10 ms",
            ),
            stopped: register(
                registry,
                "pipeline_stopped",
                "Requests that trapped or met a limit, by the part that did",
            ),
            instances: register(registry, "pipeline_instances", "Instances that requests have used"),
            dropped: register(
                registry,
                "pipeline_log_lines_dropped",
                "Lines that the log had no room for",
            ),
            resident: register(registry, "process_resident_memory_bytes", "Memory of the whole process"),
            registry: std::mem::take(registry),
        }
    }
}

fn register<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, about: &str) -> M {
    let metric = M::default();
    registry.register(name, about, metric.clone());
    metric
}

impl Metrics {
    pub fn instance_used(&self) {
        self.instances.inc();
    }

    /// A part was found running, for about this long.
    pub fn worked(&self, part: &str, time: Duration) {
        let stage = part.into();
        self.worked.get_or_create(&Stage { stage }).inc_by(time.as_secs_f64());
    }

    pub fn stopped(&self, stop: &Stop) {
        let stage = stop.location.as_ref().map_or("unknown", |location| &location.part);
        let stage = stage.into();
        let cause = match stop.cause {
            Cause::Met(met) => met.limit.name(),
            Cause::Exhausted(_) => "max-total-memory",
            Cause::Trapped(_) => "trap",
        };
        self.stopped.get_or_create(&Stopped { stage, cause }).inc();
    }

    /// Counts the lines that the log drops.
    pub fn dropped(&self) -> Counter {
        self.dropped.clone()
    }

    pub fn finished(&self, outcome: &Outcome) {
        self.read.inc_by(outcome.read.load(Ordering::Relaxed));
        self.written.inc_by(outcome.written);
        let route = outcome.route;
        self.latency.get_or_create(&Route { route }).observe(outcome.seconds);
        let request = Request {
            method: method(&outcome.method),
            route,
            status: status(outcome.failed.or(outcome.status)),
        };
        self.requests.get_or_create(&request).inc();
    }

    /// A request whose head couldn't be read.
    pub fn refused(&self, found: StatusCode) {
        let request = Request {
            method: OTHER,
            route: OTHER,
            status: status(Some(found)),
        };
        self.requests.get_or_create(&request).inc();
    }

    /// All of them as text. `handled` is the number of requests that components are handling.
    pub fn text(&self, handled: usize) -> String {
        self.in_flight.set(handled as i64);
        self.resident.set(resident_bytes().unwrap_or_default());
        let mut text = String::new();
        prometheus_text::encode(&mut text, &self.registry).expect("a String accepts everything");
        text
    }
}

// Labels come from closed sets, so that clients can't create series: each would be kept for ever.

fn method(found: &str) -> &'static str {
    let known = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    ];
    known.into_iter().find(|method| *method == found).unwrap_or(OTHER)
}

/// The statuses that the server and the gateway have.
fn status(found: Option<StatusCode>) -> &'static str {
    let known = [
        "200", "201", "207", "400", "404", "405", "406", "408", "409", "413", "414", "415", "422", "431", "500", "501",
        "503",
    ];
    let Some(found) = found else { return "none" };
    known
        .into_iter()
        .find(|status| *status == found.as_str())
        .unwrap_or(OTHER)
}

fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace()
        .next()?
        .parse::<i64>()
        .ok()
        .map(|kib| kib * 1024)
}
