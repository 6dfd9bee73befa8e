//! The server: accepts connections until it is stopped, then lets running requests complete.

use std::convert::Infallible;
use std::sync::Arc;

use anyhow::Result;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{sleep, timeout};

use crate::failure::{self, Failure};
use crate::io_error::reason;
use crate::serve::handle::handle;
use crate::serve::log;
use crate::serve::options::ServeOptions;
use crate::serve::service::Service;
use crate::serve::timeouts::WriteTimeout;

/// How long to wait if no connection can be accepted, for example for lack of file descriptors.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

/// Serves until Ctrl-C or SIGTERM. `ready` is called with the address once connections are accepted.
pub fn serve(options: ServeOptions, ready: impl FnOnce(&str) -> Result<()>, notice: impl Fn(&str)) -> Result<()> {
    let service = Service::load(options, notice).map_err(|error| failure::of_loading(&error))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(accept(Arc::new(service), ready))
}

async fn accept(service: Arc<Service>, ready: impl FnOnce(&str) -> Result<()>) -> Result<()> {
    let address = service.options.address;
    let cannot = |error: std::io::Error| Failure::Input(format!("cannot serve on `{address}`: {}", reason(&error)));
    let listener = TcpListener::bind(address).await.map_err(cannot)?;
    let mut stop = StopSignals::new()?;
    ready(&format!("http://{}", listener.local_addr()?))?;
    let graceful = GracefulShutdown::new();
    loop {
        tokio::select! {
            () = stop.asked() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connect(&service, stream, &graceful),
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
        ended = timeout(service.options.grace, graceful.shutdown()) => ended.is_err(),
        () = stop.asked() => true,
    };
    log::event("stopped", &[("requests-cut-off", json!(left))]);
    Ok(())
}

fn connect(service: &Arc<Service>, stream: TcpStream, graceful: &GracefulShutdown) {
    // Don't delay the last piece of an answer until the client has acknowledged the one before.
    let _ = stream.set_nodelay(true);
    let client_timeout = service.options.client_timeout;
    let respond = {
        let service = service.clone();
        service_fn(move |request| {
            let service = service.clone();
            async move { Ok::<_, Infallible>(handle(service, request).await) }
        })
    };
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(client_timeout)
        .serve_connection(WriteTimeout::new(TokioIo::new(stream), client_timeout), respond);
    let connection = graceful.watch(connection);
    // If a client breaks off, the request's log line says so; without a request there is nothing to log.
    tokio::spawn(async move { _ = connection.await });
}

/// Ctrl-C and SIGTERM.
struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    fn new() -> std::io::Result<StopSignals> {
        Ok(StopSignals {
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
