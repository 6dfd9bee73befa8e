//! Processor time and peak memory of a call of a host, and the memory of this process.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::host::{Answer, Host};

/// The system's last figures before the process ended.
#[derive(Default)]
struct Taken {
    worked: Duration,
    peak: u64,
}

pub struct Measured {
    pub answer: Answer,
    /// Processor time. Other work on the machine hardly changes it.
    pub worked: Duration,
    /// Peak memory, in bytes.
    pub peak: u64,
}

/// After this much processor time a call is assumed never to end.
const ENDLESS: Duration = Duration::from_secs(60);

/// Runs a host with these arguments, and nothing on stdin.
pub fn call(host: Host, folder: &Path, arguments: &[&str]) -> Measured {
    let child = host
        .command(folder)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the host starts");
    let id = child.id();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut taken = Taken::default();
            while !over.load(Ordering::Relaxed) {
                taken = taken_by(id).unwrap_or(taken);
                if taken.worked > ENDLESS {
                    // The answer has the signal.
                    let _ = kill(Pid::from_raw(id.cast_signed()), Signal::SIGKILL);
                }
                thread::sleep(Duration::from_millis(2));
            }
            taken
        });
        let output = child.wait_with_output().expect("the host ends");
        over.store(true, Ordering::Relaxed);
        let Taken { worked, peak } = watching.join().expect("it only reads");
        let answer = Answer::from(output);
        Measured { answer, worked, peak }
    })
}

/// None once the process has ended, and before it runs the host.
fn taken_by(id: u32) -> Option<Taken> {
    let peak = memory(&id.to_string(), "VmHWM:")?;
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name may contain spaces. After it, user and system time are the 12th and 13th fields.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let ticks = ticks.sum::<Result<u64, _>>().ok()?;
    Some(Taken {
        // Linux reports hundredths of a second, whatever unit it counts in.
        worked: Duration::from_millis(10 * ticks),
        peak,
    })
}

/// How many bytes of memory this process uses.
pub fn resident() -> u64 {
    memory("self", "VmRSS:").expect("Linux reports it")
}

/// A line of a process's status, in bytes.
fn memory(process: &str, line: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let value = status.lines().find_map(|found| found.strip_prefix(line))?;
    let kibibytes: u64 = value.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
