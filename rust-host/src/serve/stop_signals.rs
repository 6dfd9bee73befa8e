//! Ctrl-C and SIGTERM, on a thread of their own: the server ends in time, whatever its other threads do.

use std::io;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::Duration;

use serde_json::json;
use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::serve::log::Log;

/// How long after the grace period the process ends at the latest, also if its threads are stuck or nobody reads its log.
pub const END: Duration = Duration::from_secs(1);

/// The number of signals so far.
#[derive(Clone)]
pub struct StopSignals(watch::Receiver<u32>);

impl StopSignals {
    pub fn listen(grace: Duration, log: Log) -> io::Result<StopSignals> {
        // tokio panics if it gets no descriptors for signals.
        let room: io::Result<Vec<_>> = (0..4).map(|_| UnixStream::pair()).collect();
        drop(room?);
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let guard = runtime.enter();
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        drop(guard);
        let (sender, receiver) = watch::channel(0);
        let watch = move || {
            runtime.block_on(async {
                next(&mut interrupt, &mut terminate).await;
                // Fails if the server has ended by itself.
                let _ = sender.send(1);
                let _ = timeout(grace, next(&mut interrupt, &mut terminate)).await;
                let _ = sender.send(2);
                // The process ends by itself in this time, unless it is stuck.
                tokio::time::sleep(2 * END).await;
            });
            log.event("stopped", &[("requests-cut-off", json!(true))]);
            log.flush(END / 10);
            std::process::exit(0);
        };
        thread::Builder::new().name("signals".into()).spawn(watch)?;
        Ok(StopSignals(receiver))
    }

    /// Waits until there were this many.
    pub async fn received(&mut self, count: u32) {
        // Fails if the thread has ended, and with it the process.
        let _ = self.0.wait_for(|found| *found >= count).await;
    }
}

async fn next(interrupt: &mut Signal, terminate: &mut Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
