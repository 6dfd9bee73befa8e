//! The commands of a build: each is timed, and ends with the watch.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::sources::Message;

/// Builds components in a quick way: the profile of those in Rust, and those in Go without wasm-opt. cargo keeps apart what
/// each profile has compiled, and make what is unoptimized, so `make compose` builds them as usual again.
const QUICK: [(&str, &str); 5] = [
    ("CARGO_PROFILE_COMPONENT_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_COMPONENT_INCREMENTAL", "true"),
    ("CARGO_PROFILE_COMPONENT_LTO", "off"),
    ("CARGO_PROFILE_COMPONENT_OPT_LEVEL", "1"),
    ("UNOPTIMIZED", "1"),
];

pub struct Steps {
    root: PathBuf,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    running: Option<Pid>,
    ended: bool,
}

impl Steps {
    pub fn new(root: &Path) -> Steps {
        Steps {
            root: root.into(),
            state: Arc::default(),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Ends what runs, with all that it started, and sends `End`, as soon as the watch is interrupted or terminated.
    pub fn end_with(&self, sender: Sender<Message>) -> Result<()> {
        let state = Arc::clone(&self.state);
        ctrlc::set_handler(move || {
            let mut state = lock(&state);
            state.ended = true;
            if let Some(running) = state.running {
                // It may have ended by itself.
                let _ = kill_process_group(running, Signal::TERM);
            }
            let _ = sender.send(Message::End);
        })
        .context("cannot handle signals")
    }

    pub fn ended(&self) -> bool {
        lock(&self.state).ended
    }

    /// Runs a command in the checkout and prints how long it took. Fails if its exit code is above `accepted`.
    /// What it compiles is hardly optimised, which takes a tenth of the time in Rust, and two thirds in Go.
    pub fn run(&self, name: &str, program: &Path, arguments: &[&str], accepted: i32) -> Result<()> {
        let start = Instant::now();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .envs(QUICK);
        // A group of its own, so that its own children end with it.
        command.process_group(0);
        let mut child = {
            let mut state = lock(&self.state);
            if state.ended {
                bail!("interrupted");
            }
            let child = command
                .spawn()
                .with_context(|| format!("cannot run `{}`", program.display()))?;
            state.running = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            child
        };
        let status = child.wait();
        lock(&self.state).running = None;
        let status = status.with_context(|| format!("cannot wait for `{}`", program.display()))?;
        let seconds = start.elapsed().as_secs_f64();
        if status.code().is_none_or(|code| code > accepted) {
            bail!("{name}: failed after {seconds:.1} s ({status})");
        }
        println!("  {seconds:4.1} s  {name}");
        Ok(())
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
