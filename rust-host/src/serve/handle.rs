//! Handles one request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http_body::Body;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::timeout;
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;

use crate::serve::body::{Bounded, Counted, Outgoing};
use crate::serve::finish::Finish;
use crate::serve::instances::RequestInstance;
use crate::serve::outcome::Outcome;
use crate::serve::service::Service;
use crate::serve::{log, metrics, problem};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// With this header an instance reports that it can't take another request. It isn't sent to the client.
const LIFE: HeaderName = HeaderName::from_static("instance-life");
const ENDED: &str = "spent";

/// Answers a request, whatever happens.
pub async fn handle(service: Arc<Service>, request: Request<Incoming>) -> Response<Counted> {
    let request_id = service.next_id();
    let outcome = Outcome::new(
        request_id.clone(),
        request.method().clone(),
        request.uri().path().into(),
    );
    let mut finish = Finish::new(outcome, service.metrics.clone(), service.options.quiet);
    let mut response = answer(&service, request, &mut finish.outcome).await;
    if let Ok(id) = HeaderValue::try_from(&request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let outcome = &mut finish.outcome;
    outcome.status = response.status();
    outcome.length = length(response.headers()).or(response.body().size_hint().exact());
    outcome.whole = response.body().is_end_stream() || response.body().size_hint().exact() == Some(0);
    response.map(|body| Counted { body, finish })
}

async fn answer(service: &Arc<Service>, mut request: Request<Incoming>, outcome: &mut Outcome) -> Response<Outgoing> {
    if outcome.path == "/metrics" && outcome.method == Method::GET {
        let handled = service.options.instances as usize - service.permits.available_permits();
        let mut response = problem::plain(StatusCode::OK, service.metrics.text(handled));
        let content_type = HeaderValue::from_static(metrics::CONTENT_TYPE);
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        return response;
    }
    let id = outcome.request_id.clone();
    if request.uri().authority().is_none() && !request.headers().contains_key(HOST) {
        return problem::malformed(&id, "The request has no host");
    }
    let most = service.options.max_body_bytes;
    if length(request.headers()).is_some_and(|length| length > most) {
        return problem::too_large(&id, most);
    }
    let permit = service.permits.clone().acquire_owned();
    let Ok(Ok(permit)) = timeout(service.options.client_timeout, permit).await else {
        return problem::busy(&id);
    };
    outcome.handled = true;
    if let Ok(id) = HeaderValue::try_from(&id) {
        request.headers_mut().insert(REQUEST_ID, id);
    }
    let read = outcome.read.clone();
    let client_timeout = service.options.client_timeout;
    let request = request.map(|body| Bounded::new(body, most, client_timeout, read));
    let doing = format!("answer {} `{}`", outcome.method, outcome.path);
    let (sender, receiver) = oneshot::channel();
    // The component may go on working after its answer has begun.
    let task = tokio::spawn(run(service.clone(), permit, request, sender, id.clone(), doing));
    match receiver.await {
        Ok(mut response) => {
            response.headers_mut().remove(LIFE);
            response
        }
        Err(_) => {
            outcome.error = match task.await {
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

/// Has an instance handle the request. Returns an error to the caller, or logs it if the answer had begun.
async fn run(
    service: Arc<Service>,
    permit: OwnedSemaphorePermit,
    request: Request<Bounded>,
    sender: oneshot::Sender<Response<Outgoing>>,
    id: String,
    doing: String,
) -> Option<String> {
    let began = Arc::new(AtomicBool::new(false));
    let handled = call(&service, request, sender, began.clone()).await;
    drop(permit);
    let error = match handled {
        Ok((instance, ended)) => {
            service.instances.give_back(instance, ended);
            return None;
        }
        Err(error) => error,
    };
    let stop = service.instances.stop(&doing, &error);
    service.metrics.stopped(&stop);
    let message = stop.to_string();
    if began.load(Ordering::Relaxed) {
        log::failure(&id, &message);
        return None;
    }
    Some(message)
}

/// Calls an instance, and sends its answer. Returns the instance, and whether it can't take another request.
async fn call(
    service: &Arc<Service>,
    request: Request<Bounded>,
    sender: oneshot::Sender<Response<Outgoing>>,
    began: Arc<AtomicBool>,
) -> wasmtime::Result<(RequestInstance, bool)> {
    let mut instance = service.instances.take().await?;
    instance.start();
    let ended = Arc::new(AtomicBool::new(false));
    let mut http = instance.store.data_mut().http();
    let request = http.new_incoming_request(Scheme::Http, request)?;
    let out = http.new_response_outparam_from_callback({
        let ended = ended.clone();
        move |answer| {
            let Ok(response) = answer else { return };
            began.store(true, Ordering::Relaxed);
            let life = response.headers().get(LIFE);
            ended.store(life.is_some_and(|life| life == ENDED), Ordering::Relaxed);
            // Fails if the client is gone.
            let _ = sender.send(response.map(|body| body.boxed_unsync()));
        }
    })?;
    let handler = instance.proxy.wasi_http_incoming_handler();
    handler.call_handle(&mut instance.store, request, out).await?;
    Ok((instance, ended.load(Ordering::Relaxed)))
}
