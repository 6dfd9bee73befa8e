//! One request.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use http_body::Body;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::timeout;
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;

use super::body::{Bounded, Counted, Outgoing};
use super::instances::Live;
use super::server::Server;
use super::{log, problem};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// By this an instance says that it has had its last request. Nobody else is told.
const LIFE: HeaderName = HeaderName::from_static("instance-life");
const SPENT: &str = "spent";

/// What is told of a request at its end: once the last byte of its answer is out, or nobody takes it any longer.
pub struct Finish {
    server: Arc<Server>,
    begun: Instant,
    pub request_id: String,
    pub method: Method,
    pub path: String,
    pub status: StatusCode,
    pub read: Arc<AtomicU64>,
    pub written: u64,
    /// How long the answer's body is to be, if that was told.
    pub length: Option<u64>,
    /// Whether the component had it, and not this host alone.
    pub handled: bool,
    /// Whether it was answered to the end.
    pub whole: bool,
    pub error: Option<String>,
    pub seconds: f64,
}

impl Drop for Finish {
    fn drop(&mut self) {
        self.seconds = self.begun.elapsed().as_secs_f64();
        self.server.metrics.finished(self);
        if !self.server.options.quiet || self.error.is_some() || self.status.is_server_error() {
            log::request(self);
        }
    }
}

/// Answers a request, whatever comes of it.
pub async fn handle(server: Arc<Server>, request: Request<Incoming>) -> Response<Counted> {
    let request_id = server.next_id();
    let mut finish = Finish {
        server: server.clone(),
        begun: Instant::now(),
        request_id: request_id.clone(),
        method: request.method().clone(),
        path: request.uri().path().into(),
        status: StatusCode::INTERNAL_SERVER_ERROR,
        read: Arc::default(),
        written: 0,
        length: None,
        handled: false,
        whole: false,
        error: None,
        seconds: 0.0,
    };
    let mut response = answer(&server, request, &mut finish).await;
    finish.status = response.status();
    if let Ok(id) = HeaderValue::try_from(&request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    finish.length = length(response.headers());
    response.map(|body| {
        finish.whole = body.is_end_stream() || body.size_hint().exact() == Some(0);
        finish.length = finish.length.or(body.size_hint().exact());
        Counted { body, finish }
    })
}

async fn answer(server: &Arc<Server>, mut request: Request<Incoming>, finish: &mut Finish) -> Response<Outgoing> {
    if finish.path == "/metrics" && finish.method == Method::GET {
        let handled = server.options.instances as usize - server.permits.available_permits();
        return problem::plain(StatusCode::OK, server.metrics.text(handled));
    }
    let id = finish.request_id.clone();
    if request.uri().authority().is_none() && !request.headers().contains_key(HOST) {
        return problem::malformed(&id, "The request doesn't say its host");
    }
    let most = server.options.max_body_bytes;
    if length(request.headers()).is_some_and(|length| length > most) {
        return problem::too_large(&id, most);
    }
    let permit = server.permits.clone().acquire_owned();
    let Ok(Ok(permit)) = timeout(server.options.client_timeout, permit).await else {
        return problem::busy(&id);
    };
    finish.handled = true;
    if let Ok(id) = HeaderValue::try_from(&id) {
        request.headers_mut().insert(REQUEST_ID, id);
    }
    let read = finish.read.clone();
    let patience = server.options.client_timeout;
    let request = request.map(|body| Bounded::new(body, most, patience, read));
    let doing = format!("answer {} `{}`", finish.method, finish.path);
    let (sender, receiver) = oneshot::channel();
    // It may go on working when its answer has begun.
    let task = tokio::spawn(run(server.clone(), permit, request, sender, id.clone(), doing));
    match receiver.await {
        Ok(mut response) => {
            response.headers_mut().remove(LIFE);
            response
        }
        Err(_) => {
            finish.error = match task.await {
                Ok(error) => Some(error.unwrap_or_else(|| "the component gave no answer".into())),
                Err(error) => Some(format!("the host failed: {error}")),
            };
            problem::failed(&id)
        }
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Has an instance handle the request. What went wrong is told to whoever waits for it; where the answer had begun,
/// nobody does, and it goes to the log.
async fn run(
    server: Arc<Server>,
    permit: OwnedSemaphorePermit,
    request: Request<Bounded>,
    sender: oneshot::Sender<Response<Outgoing>>,
    id: String,
    doing: String,
) -> Option<String> {
    let began = Arc::new(AtomicU64::new(0));
    let handled = call(&server, request, sender, began.clone()).await;
    drop(permit);
    let error = match handled {
        Ok((live, spent)) => {
            server.instances.give_back(live, spent);
            return None;
        }
        Err(error) => error,
    };
    let stop = server.instances.stop(&doing, &error);
    server.metrics.stopped(&stop);
    let message = stop.to_string();
    if began.load(Ordering::Relaxed) > 0 {
        log::failure(&id, &message);
        return None;
    }
    Some(message)
}

async fn call(
    server: &Arc<Server>,
    request: Request<Bounded>,
    sender: oneshot::Sender<Response<Outgoing>>,
    began: Arc<AtomicU64>,
) -> wasmtime::Result<(Live, bool)> {
    let mut live = server.instances.take().await?;
    live.start();
    let spent = Arc::new(AtomicU64::new(0));
    let mut http = live.store.data_mut().http();
    let request = http.new_incoming_request(Scheme::Http, request)?;
    let out = http.new_response_outparam_from_callback({
        let spent = spent.clone();
        move |answer| {
            let Ok(response) = answer else { return };
            began.store(1, Ordering::Relaxed);
            let life = response.headers().get(LIFE);
            spent.store(life.is_some_and(|life| life == SPENT).into(), Ordering::Relaxed);
            // Nobody is there any longer where the client has gone.
            let _ = sender.send(response.map(|body| body.boxed_unsync()));
        }
    })?;
    let handler = live.proxy.wasi_http_incoming_handler();
    handler.call_handle(&mut live.store, request, out).await?;
    Ok((live, spent.load(Ordering::Relaxed) > 0))
}
