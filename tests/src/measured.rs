//! A host's call with what it took: time, and memory at its peak.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::host::{Answer, Host};

pub struct Measured {
    pub answer: Answer,
    pub took: Duration,
    /// In bytes, as the system last said before the end.
    pub peak: u64,
}

/// Runs a host with these arguments, and nothing on stdin.
pub fn call(host: Host, folder: &Path, arguments: &[&str]) -> Measured {
    let start = Instant::now();
    let child = host
        .command(folder)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the host starts");
    let status = format!("/proc/{}/status", child.id());
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let peak = scope.spawn(|| {
            let mut peak = 0;
            while !over.load(Ordering::Relaxed) {
                peak = peak.max(peak_of(&status).unwrap_or_default());
                thread::sleep(Duration::from_millis(2));
            }
            peak
        });
        let output = child.wait_with_output().expect("the host ends");
        let took = start.elapsed();
        over.store(true, Ordering::Relaxed);
        Measured {
            answer: Answer::from(output),
            took,
            peak: peak.join().expect("it only reads"),
        }
    })
}

/// The most memory that a process has had in its life.
fn peak_of(status: &str) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
