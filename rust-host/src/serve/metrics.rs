//! What is counted, as Prometheus reads it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::StatusCode;

use super::handle::Finish;
use crate::sandbox::blame::{Cause, Stop};

const BUCKETS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0,
];

#[derive(Default)]
pub struct Metrics {
    instances: AtomicU64,
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    requests: BTreeMap<(String, String, u16), u64>,
    latency: BTreeMap<String, Latency>,
    read: u64,
    written: u64,
    stopped: BTreeMap<(String, &'static str), u64>,
    worked: BTreeMap<String, Duration>,
}

#[derive(Default)]
struct Latency {
    /// How many took no longer than each of the buckets says.
    buckets: [u64; BUCKETS.len()],
    count: u64,
    sum: f64,
}

impl Metrics {
    pub fn instantiated(&self) {
        self.instances.fetch_add(1, Ordering::Relaxed);
    }

    /// A part was seen at work, for about so long.
    pub fn worked(&self, part: &str, time: Duration) {
        let mut counted = self.counted();
        match counted.worked.get_mut(part) {
            Some(sum) => *sum += time,
            None => _ = counted.worked.insert(part.into(), time),
        }
    }

    pub fn stopped(&self, stop: &Stop) {
        let part = stop.place.as_ref().map_or("unknown", |place| &place.part);
        let cause = match stop.cause {
            Cause::Met(met) => met.limit.name(),
            Cause::Trapped(_) => "trap",
        };
        *self.counted().stopped.entry((part.into(), cause)).or_default() += 1;
    }

    pub fn finished(&self, finish: &Finish) {
        let route = route(finish);
        let mut counted = self.counted();
        counted.read += finish.read.load(Ordering::Relaxed);
        counted.written += finish.written;
        let latency = counted.latency.entry(route.clone()).or_default();
        latency.count += 1;
        latency.sum += finish.seconds;
        for (count, _) in latency
            .buckets
            .iter_mut()
            .zip(BUCKETS)
            .filter(|(_, most)| finish.seconds <= *most)
        {
            *count += 1;
        }
        let key = (finish.method.as_str().into(), route, finish.status.as_u16());
        *counted.requests.entry(key).or_default() += 1;
    }

    /// `handled` is how many requests components have at the moment.
    pub fn text(&self, handled: usize) -> String {
        let mut text = String::new();
        family(
            &mut text,
            "pipeline_requests_in_flight",
            "gauge",
            "Requests that instances have at the moment.",
        );
        let _ = writeln!(text, "pipeline_requests_in_flight {handled}");
        let counted = self.counted();
        family(
            &mut text,
            "pipeline_requests_total",
            "counter",
            "Requests by method, route and status.",
        );
        for ((method, route, status), count) in &counted.requests {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            let _ = writeln!(text, "pipeline_requests_total{{{labels}}} {count}");
        }
        family(
            &mut text,
            "pipeline_request_seconds",
            "histogram",
            "From head to the answer's last byte, by route.",
        );
        for (route, latency) in &counted.latency {
            for (most, count) in BUCKETS.iter().zip(latency.buckets) {
                let _ = writeln!(
                    text,
                    "pipeline_request_seconds_bucket{{route=\"{route}\",le=\"{most}\"}} {count}"
                );
            }
            let Latency { count, sum, .. } = latency;
            let _ = writeln!(
                text,
                "pipeline_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}"
            );
            let _ = writeln!(text, "pipeline_request_seconds_sum{{route=\"{route}\"}} {sum}");
            let _ = writeln!(text, "pipeline_request_seconds_count{{route=\"{route}\"}} {count}");
        }
        family(
            &mut text,
            "pipeline_read_bytes_total",
            "counter",
            "Bytes of requests' bodies.",
        );
        let _ = writeln!(text, "pipeline_read_bytes_total {}", counted.read);
        family(
            &mut text,
            "pipeline_written_bytes_total",
            "counter",
            "Bytes of answers' bodies.",
        );
        let _ = writeln!(text, "pipeline_written_bytes_total {}", counted.written);
        let about = "Time that a part was at work, seen every 10 ms.";
        family(&mut text, "pipeline_stage_seconds_total", "counter", about);
        for (stage, time) in &counted.worked {
            let seconds = time.as_secs_f64();
            let _ = writeln!(text, "pipeline_stage_seconds_total{{stage=\"{stage}\"}} {seconds:.2}");
        }
        let about = "Requests that trapped or met a limit, by the part that did.";
        family(&mut text, "pipeline_stopped_total", "counter", about);
        for ((stage, cause), count) in &counted.stopped {
            let _ = writeln!(
                text,
                "pipeline_stopped_total{{stage=\"{stage}\",cause=\"{cause}\"}} {count}"
            );
        }
        family(&mut text, "pipeline_instances_total", "counter", "Instances made.");
        let _ = writeln!(
            text,
            "pipeline_instances_total {}",
            self.instances.load(Ordering::Relaxed)
        );
        if let Some(bytes) = resident() {
            family(
                &mut text,
                "process_resident_memory_bytes",
                "gauge",
                "Memory of the whole process.",
            );
            let _ = writeln!(text, "process_resident_memory_bytes {bytes}");
        }
        text
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn family(text: &mut String, name: &str, kind: &str, about: &str) {
    let _ = writeln!(text, "# HELP {name} {about}\n# TYPE {name} {kind}");
}

/// The path's first part, and whether more follows. What the component doesn't know counts together, so that nobody can
/// make up routes.
fn route(finish: &Finish) -> String {
    if !finish.handled || matches!(finish.status, StatusCode::NOT_FOUND | StatusCode::INTERNAL_SERVER_ERROR) {
        return "other".into();
    }
    let mut parts = finish.path.trim_start_matches('/').splitn(2, '/');
    let first = parts.next().unwrap_or_default();
    let more = if parts.next().is_some() { "/*" } else { "" };
    format!("/{}{more}", first.escape_default())
}

fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace()
        .next()?
        .parse::<u64>()
        .ok()
        .map(|kib| kib * 1024)
}
