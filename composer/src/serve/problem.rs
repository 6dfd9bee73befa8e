//! What goes wrong before a component has the request, or in it, told as the component tells its own: by RFC 9457.

use http_body_util::{BodyExt, Full};
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::body::Outgoing;

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(rename = "request-id")]
    request_id: &'a str,
}

pub fn malformed(id: &str, detail: &str) -> Response<Outgoing> {
    response(id, StatusCode::BAD_REQUEST, "malformed", "Malformed request", detail)
}

pub fn too_large(id: &str, most: u64) -> Response<Outgoing> {
    let detail = format!("The body is longer than {most} bytes, the most that is taken");
    response(id, StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too large", &detail)
}

pub fn failed(id: &str) -> Response<Outgoing> {
    let detail = "The request wasn't handled; the log says why under this id";
    response(
        id,
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "Internal error",
        detail,
    )
}

pub fn busy(id: &str) -> Response<Outgoing> {
    let detail = "All instances are busy";
    let mut response = response(
        id,
        StatusCode::SERVICE_UNAVAILABLE,
        "unavailable",
        "Not available",
        detail,
    );
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

fn response(request_id: &str, status: StatusCode, kind: &str, title: &str, detail: &str) -> Response<Outgoing> {
    let problem = Problem {
        r#type: &format!("urn:problem:{kind}"),
        title,
        status: status.as_u16(),
        detail,
        request_id,
    };
    let mut text = serde_json::to_string(&problem).expect("text and a number are JSON");
    text.push('\n');
    let mut response = plain(status, text);
    let content_type = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

pub fn plain(status: StatusCode, text: String) -> Response<Outgoing> {
    let body = Full::new(text.into()).map_err(|never| match never {});
    let mut response = Response::new(body.boxed_unsync());
    *response.status_mut() = status;
    response
}
