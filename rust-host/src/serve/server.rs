//! The server: accepts connections until it is told to stop, then lets requests end.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::handle::handle;
use super::instances::Instances;
use super::metrics::Metrics;
use super::timeouts::Patient;
use super::{Options, log};
use crate::failure::{Failure, reason};

/// How long to wait where no connection can be had, such as for want of file descriptors.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

pub struct Server {
    pub options: Options,
    pub instances: Arc<Instances>,
    pub metrics: Arc<Metrics>,
    pub permits: Arc<Semaphore>,
    /// Of this process; a request's id is this and a number.
    name: u32,
    requests: AtomicU64,
}

impl Server {
    pub fn next_id(&self) -> String {
        format!(
            "{:08x}-{:x}",
            self.name,
            self.requests.fetch_add(1, Ordering::Relaxed) + 1
        )
    }
}

/// Serves until Ctrl-C or SIGTERM. `ready` is told the address once connections are accepted.
pub fn serve(options: Options, ready: impl FnOnce(&str) -> Result<()>, notice: impl Fn(&str)) -> Result<()> {
    let metrics = Arc::<Metrics>::default();
    let instances =
        Instances::load(&options, metrics.clone(), notice).map_err(|error| Failure::Input(format!("{error:#}")))?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let server = Arc::new(Server {
        permits: Arc::new(Semaphore::new(options.instances as usize)),
        name: (since.as_micros() as u32) ^ std::process::id().rotate_left(16),
        requests: AtomicU64::new(0),
        options,
        instances,
        metrics,
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(accept(server, ready))
}

async fn accept(server: Arc<Server>, ready: impl FnOnce(&str) -> Result<()>) -> Result<()> {
    let address = server.options.address;
    let cannot = |error: std::io::Error| Failure::Input(format!("cannot serve on `{address}`: {}", reason(&error)));
    let listener = TcpListener::bind(address).await.map_err(cannot)?;
    let mut stop = Stop::new()?;
    ready(&format!("http://{}", listener.local_addr()?))?;
    let graceful = GracefulShutdown::new();
    loop {
        tokio::select! {
            () = stop.asked() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connect(&server, stream, &graceful),
                Err(error) => {
                    log::event("cannot accept a connection", &[("error", json!(reason(&error)))]);
                    sleep(PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    log::event("stopping", &[]);
    let left = tokio::select! {
        ended = timeout(server.options.grace, graceful.shutdown()) => ended.is_err(),
        () = stop.asked() => true,
    };
    log::event("stopped", &[("requests-cut-off", json!(left))]);
    Ok(())
}

fn connect(server: &Arc<Server>, stream: TcpStream, graceful: &GracefulShutdown) {
    // An answer's last piece isn't to wait for what the client says to the one before.
    let _ = stream.set_nodelay(true);
    let patience = server.options.client_timeout;
    let service = {
        let server = server.clone();
        service_fn(move |request| {
            let server = server.clone();
            async move { Ok::<_, Infallible>(handle(server, request).await) }
        })
    };
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(Patient::new(TokioIo::new(stream), patience), service);
    let connection = graceful.watch(connection);
    // A client that breaks off, or isn't one, is told of in the request's line, if there was a request.
    tokio::spawn(async move { _ = connection.await });
}

/// Ctrl-C and SIGTERM.
struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    fn new() -> std::io::Result<Stop> {
        Ok(Stop {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
