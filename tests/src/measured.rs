//! A host's call with what it took: the processor's time, and memory at its peak.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::host::{Answer, Host};

/// As the system last said before the end.
#[derive(Default)]
struct Taken {
    worked: Duration,
    peak: u64,
}

pub struct Measured {
    pub answer: Answer,
    /// How long processors worked for it. What else a machine does changes little of it.
    pub worked: Duration,
    /// The most memory that it had, in bytes.
    pub peak: u64,
}

/// What works for longer doesn't end by itself.
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
                    // The answer tells of the signal.
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

/// None where the process has ended, or doesn't run the host yet.
fn taken_by(id: u32) -> Option<Taken> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // Behind the name, which may have blanks in it: user's and system's time are the 12th and the 13th.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let ticks = ticks.sum::<Result<u64, _>>().ok()?;
    Some(Taken {
        // Linux tells programs of hundredths of a second, whatever it counts by.
        worked: Duration::from_millis(10 * ticks),
        peak: kibibytes * 1024,
    })
}
