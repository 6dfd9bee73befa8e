//! The server: accepts connections until it is stopped, then lets running requests complete.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::Result;
use hyper::StatusCode;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::failure::{self, Failure};
use crate::io_error::reason;
use crate::serve::connection::Connection;
use crate::serve::handle::handle;
use crate::serve::options::ServeOptions;
use crate::serve::refusal::{HEAD_BYTES, Refusal};
use crate::serve::service::Service;
use crate::serve::stop_signals::{END, StopSignals};

/// How long to wait if no connection can be accepted, for example for lack of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);
/// How often that is logged while it lasts.
const REMINDER: Duration = Duration::from_secs(10);
/// How long connections stay open after a stop, to read the requests that clients had sent by then.
const LAST_READ: Duration = Duration::from_millis(100);

/// Serves until Ctrl-C or SIGTERM. `ready` is called with the address once connections are accepted.
pub fn serve(options: ServeOptions, ready: impl FnOnce(&str) -> Result<()>, notice: impl Fn(&str)) -> Result<()> {
    let service = Service::load(options, notice).map_err(|error| failure::of_loading(&error))?;
    let (log, grace) = (service.log.clone(), service.options.grace);
    let refused = |error: std::io::Error| failure::of_system(Failure::Host, "serve", &error);
    let stop = StopSignals::listen(grace, log.clone()).map_err(refused)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(refused)?;
    let served = runtime.block_on(accept(Arc::new(service), stop, ready));
    // A thread that is stuck is not waited for.
    runtime.shutdown_timeout(END);
    log.flush(END / 2);
    served
}

async fn accept(service: Arc<Service>, mut stop: StopSignals, ready: impl FnOnce(&str) -> Result<()>) -> Result<()> {
    let address = &service.options.address;
    let doing = format!("serve on `{address}`");
    let cannot = |error: std::io::Error| failure::of_system(Failure::Input, &doing, &error);
    let listener = TcpListener::bind(address).await.map_err(cannot)?;
    let local = listener.local_addr()?;
    ready(&format!("http://{local}"))?;
    let graceful = GracefulShutdown::new();
    let mut reminded: Option<Instant> = None;
    loop {
        tokio::select! {
            () = stop.received(1) => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => connect(&service, stream, local, &graceful),
                Err(error) => {
                    if reminded.is_none_or(|then| then.elapsed() >= REMINDER) {
                        reminded = Some(Instant::now());
                        service.log.trouble("cannot accept connections", &reason(&error));
                    }
                    sleep(PAUSE).await;
                }
            },
        }
    }
    service.log.event("stopping", &[]);
    service.stopping.store(true, Ordering::Relaxed);
    // Connections that the system has accepted already: closing the listener would reset them.
    let listener = listener.into_std()?;
    while let Ok((stream, _)) = listener.accept() {
        stream.set_nonblocking(true)?;
        connect(&service, TcpStream::from_std(stream)?, local, &graceful);
    }
    drop(listener);
    let end = async {
        sleep(LAST_READ).await;
        graceful.shutdown().await;
    };
    tokio::select! {
        () = end => {}
        () = stop.received(2) => {}
    }
    // An answer that the component has given may still wait for its client.
    let left = service.open.load(Ordering::Relaxed) > 0 || service.unsent.load(Ordering::Relaxed) > 0;
    service.log.event("stopped", &[("requests-cut-off", json!(left))]);
    Ok(())
}

fn connect(service: &Arc<Service>, stream: TcpStream, local: SocketAddr, graceful: &GracefulShutdown) {
    // Don't delay the last piece of an answer until the client has acknowledged the one before.
    let _ = stream.set_nodelay(true);
    let client_timeout = service.options.client_timeout;
    let respond = {
        let service = service.clone();
        service_fn(move |request| {
            let service = service.clone();
            async move { Ok::<_, Infallible>(handle(service, request, local).await) }
        })
    };
    let refused = Arc::<OnceLock<StatusCode>>::default();
    let refusal = Refusal::new(refused.clone());
    let stream = Connection::new(TokioIo::new(stream), client_timeout, refusal, service.unsent.clone());
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(client_timeout)
        .max_buf_size(HEAD_BYTES)
        // A client may close its side once its request is sent.
        .half_close(true)
        .serve_connection(stream, respond);
    let connection = graceful.watch(connection);
    let service = service.clone();
    service.connections.fetch_add(1, Ordering::Relaxed);
    tokio::spawn(async move {
        // If a client breaks off, the request's log line says so.
        let _ = connection.await;
        service.connections.fetch_sub(1, Ordering::Relaxed);
        if let Some(status) = refused.get() {
            service.refused(*status);
        }
    });
}
