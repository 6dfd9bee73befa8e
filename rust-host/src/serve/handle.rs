//! Handles one request.

use std::net::{Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gateway::http::content_length;
use gateway::routes;
use http_body::Body;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::http::uri::Authority;
use hyper::{HeaderMap, Method, Request, Response, StatusCode, Uri, Version};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::task::yield_now;
use tokio::time::timeout;
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;

use crate::sandbox::stop::Cause;
use crate::serve::body::{Bounded, Counted};
use crate::serve::finish::Finish;
use crate::serve::instances::RequestInstance;
use crate::serve::log::cut;
use crate::serve::outcome::{METRICS, Outcome};
use crate::serve::problem::{Failed, Outgoing};
use crate::serve::service::Service;
use crate::serve::{metrics, problem};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// With this header an instance reports that it can't take another request. It isn't sent to the client.
const LIFE: HeaderName = HeaderName::from_static("instance-life");
const ENDED: &str = "spent";

/// Answers a request, whatever happens. `local` is this end of the connection.
pub async fn handle(service: Arc<Service>, request: Request<Incoming>, local: SocketAddr) -> Response<Counted> {
    let request_id = service.next_id();
    let outcome = Outcome::new(request_id.clone(), request.method(), request.uri().path());
    let is_head = request.method() == Method::HEAD;
    let mut finish = Finish::new(outcome, service.clone());
    let (mut response, failure) = answer(&service, request, local, &mut finish.outcome).await;
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::try_from(&request_id) {
        headers.insert(REQUEST_ID, id);
    }
    if service.stopping.load(Ordering::Relaxed) {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let outcome = &mut finish.outcome;
    outcome.status = Some(response.status());
    outcome.length = length(response.headers()).or(response.body().size_hint().exact());
    outcome.whole = is_head || response.body().is_end_stream() || response.body().size_hint().exact() == Some(0);
    // A store that is gone explains every failure. The client isn't given the path.
    if response.status() == StatusCode::SERVICE_UNAVAILABLE && outcome.error.is_none() {
        let lost = service.options.store.as_ref().and_then(|store| store.lost_file());
        outcome.error = lost.map(|file| format!("the store's file `{}` was deleted or replaced", file.display()));
    }
    // The problem can be told on a last line of JSON.
    let content_type = response.headers().get(CONTENT_TYPE);
    let lines = content_type.is_some_and(|found| found == gateway::http::NDJSON) && outcome.length.is_none();
    response.map(|body| Counted::new(body, finish, failure.filter(|_| lines)))
}

/// What the handling of a request reports if it fails.
type Failure = oneshot::Receiver<Failed>;

async fn answer(
    service: &Arc<Service>,
    mut request: Request<Incoming>,
    local: SocketAddr,
    outcome: &mut Outcome,
) -> (Response<Outgoing>, Option<Failure>) {
    let id = outcome.request_id.clone();
    if let Err(detail) = check_host(&request).and_then(|()| check_target(request.uri())) {
        return (problem::malformed(&id, detail), None);
    }
    let codings: Vec<_> = request.headers().get_all(TRANSFER_ENCODING).iter().collect();
    if codings.len() > 1
        || codings
            .iter()
            .any(|found| !found.as_bytes().eq_ignore_ascii_case(b"chunked"))
    {
        let found = problem::transfer(&id, &codings);
        return (found, None);
    }
    if outcome.route == METRICS {
        return (metrics(service, &id, request.method()), None);
    }
    if !request.headers().contains_key(HOST)
        && let Ok(host) = HeaderValue::try_from(local.to_string())
    {
        request.headers_mut().insert(HOST, host);
    }
    let most = service.options.max_body_bytes;
    if length(request.headers()).is_some_and(|length| length > most) {
        return (problem::too_large(&id, most), None);
    }
    let is_health = outcome.route == routes::HEALTH;
    let permits = if is_health {
        &service.health_permits
    } else {
        &service.permits
    };
    let permit = permits.clone().acquire_owned();
    let Ok(Ok(permit)) = timeout(service.options.client_timeout, permit).await else {
        return (problem::busy(&id, "All instances are busy"), None);
    };
    if let Ok(id) = HeaderValue::try_from(&id) {
        request.headers_mut().insert(REQUEST_ID, id);
    }
    let read = outcome.read.clone();
    let client_timeout = service.options.client_timeout;
    let request = request.map(|body| Bounded::new(body, most, client_timeout, read));
    let doing = format!("answer {} `{}`", cut(&outcome.method), cut(&outcome.path));
    let (sender, receiver) = oneshot::channel();
    let (report, failure) = oneshot::channel();
    // The component may go on working after its answer has begun.
    let handling = Handling {
        service: service.clone(),
        permit,
        is_health,
        id: id.clone(),
        doing,
    };
    let handling = handling.run(request, sender, report);
    let task = tokio::spawn(handling);
    if let Ok(mut response) = receiver.await {
        response.headers_mut().remove(LIFE);
        return (response, Some(failure));
    }
    let failed = match (failure.await, task.await) {
        (Ok(failed), _) => failed,
        (_, Ok(())) => Failed::internal("the component gave no answer".into()),
        (_, Err(error)) => Failed::internal(format!("the host failed: {error}")),
    };
    let response = failed.response(&id);
    outcome.error = Some(failed.message);
    (response, None)
}

/// Checks what RFC 9112 requires of the header `Host`. HTTP/1.0 doesn't have it.
fn check_host(request: &Request<Incoming>) -> Result<(), &'static str> {
    let mut hosts = request.headers().get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => Err("The request has more than one `Host`"),
        (Some(host), None) if !host.to_str().is_ok_and(is_host) => Err("The request's `Host` is not a host"),
        (None, _) if request.version() >= Version::HTTP_11 => Err("The request has no `Host`"),
        _ => Ok(()),
    }
}

/// A target is a path, or the whole address of one. A host and port alone are for a proxy, by `CONNECT`.
fn check_target(target: &Uri) -> Result<(), &'static str> {
    match target.authority() {
        Some(_) if target.scheme().is_none() => Err("The request is for a proxy: its target is a host and port"),
        Some(host) if !is_host(host.as_str()) => Err("The host in the request's target is not a host"),
        _ => Ok(()),
    }
}

/// A name or address, perhaps with a port.
fn is_host(text: &str) -> bool {
    let host: Option<Authority> = text.parse().ok();
    host.is_some_and(|host| {
        let (name, all) = (host.host(), host.as_str());
        // What follows the name is a port, which may be empty.
        let port = all.strip_prefix(name);
        is_name(name) && port.is_some_and(|rest| rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port))
    })
}

/// An address of version 6 is in brackets, and may have a zone.
fn is_name(name: &str) -> bool {
    let Some(address) = name.strip_prefix('[') else {
        return !name.is_empty();
    };
    let address = address.strip_suffix(']').unwrap_or_default();
    let (address, _zone) = address.split_once('%').unwrap_or((address, ""));
    address.parse::<Ipv6Addr>().is_ok()
}

fn is_port(port: &str) -> bool {
    // A sign would be parsed too.
    let is_digits = port.bytes().all(|byte| byte.is_ascii_digit());
    is_digits && (port.is_empty() || port.parse::<u16>().is_ok())
}

fn metrics(service: &Service, id: &str, method: &Method) -> Response<Outgoing> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return problem::method(id, method.as_str());
    }
    let mut response = problem::plain(StatusCode::OK, service.metrics.text(service.handled()));
    let content_type = HeaderValue::from_static(metrics::CONTENT_TYPE);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

fn length(headers: &HeaderMap) -> Option<u64> {
    content_length(headers.get(CONTENT_LENGTH)?.as_bytes())
}

/// A request that an instance handles.
struct Handling {
    service: Arc<Service>,
    permit: OwnedSemaphorePermit,
    is_health: bool,
    id: String,
    /// For errors.
    doing: String,
}

impl Handling {
    /// Has an instance handle the request. Reports why that failed to the answer or, if that has ended, to the log.
    async fn run(
        self,
        request: Request<Bounded>,
        sender: oneshot::Sender<Response<Outgoing>>,
        report: oneshot::Sender<Failed>,
    ) {
        let handled = self.call(request, sender).await;
        let Handling {
            service,
            permit,
            id,
            doing,
            ..
        } = self;
        drop(permit);
        let error = match handled {
            Ok((instance, ended)) => {
                // The answer has woken its connection's task, which tokio runs on this thread after this task and what it spawns. The
                // answer to a lone client leaves first; with more clients, answers that leave together cost less.
                if service.connections.load(Ordering::Relaxed) == 1 {
                    yield_now().await;
                }
                service.instances.give_back(instance, ended);
                return service.instances.prepare();
            }
            Err(error) => error,
        };
        let stop = service.instances.stop(&doing, &error);
        service.metrics.stopped(&stop);
        let message = stop.to_string();
        let failed = match stop.cause {
            Cause::Exhausted(_) => Failed::exhausted(message),
            Cause::Met(_) | Cause::Trapped(_) => Failed::internal(message),
        };
        if let Err(failed) = report.send(failed) {
            service.log.failure(&id, &failed.message);
        }
    }

    /// Calls an instance, and sends its answer. Returns the instance, and whether it can't take another request.
    async fn call(
        &self,
        request: Request<Bounded>,
        sender: oneshot::Sender<Response<Outgoing>>,
    ) -> wasmtime::Result<(RequestInstance, bool)> {
        let mut instance = self.service.instances.take(self.is_health).await?;
        instance.start()?;
        let ended = Arc::new(AtomicBool::new(false));
        let mut http = instance.store.data_mut().http();
        let request = http.new_incoming_request(Scheme::Http, request)?;
        let out = http.new_response_outparam_from_callback({
            let ended = ended.clone();
            move |answer| {
                let Ok(response) = answer else { return };
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
}
