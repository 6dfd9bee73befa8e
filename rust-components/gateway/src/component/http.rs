//! Requests and responses of wasi:http.

use super::bindings::wasi::http::types::{
    ErrorCode, Fields, IncomingBody, IncomingRequest, Method, OutgoingBody, OutgoingResponse, ResponseOutparam,
    http_error_code,
};
use super::bindings::wasi::io::streams::{InputStream, OutputStream, StreamError};
use super::validation::has_validated;
use crate::http::{Answer, Body, BodyError, PROBLEM_STATUS, Request, Response, content_length};

pub fn lift_request(request: &IncomingRequest) -> Request {
    let headers = request.headers();
    let header = |name: &str| {
        let values = headers.get(name);
        (!values.is_empty()).then(|| String::from_utf8_lossy(&values.join(&b", "[..])).into_owned())
    };
    Request {
        method: match request.method() {
            Method::Get => "GET".into(),
            Method::Head => "HEAD".into(),
            Method::Post => "POST".into(),
            Method::Put => "PUT".into(),
            Method::Delete => "DELETE".into(),
            Method::Connect => "CONNECT".into(),
            Method::Options => "OPTIONS".into(),
            Method::Trace => "TRACE".into(),
            Method::Patch => "PATCH".into(),
            Method::Other(name) => name,
        },
        target: request.path_with_query().unwrap_or_default(),
        content_type: header("content-type"),
        content_encoding: header("content-encoding"),
        content_length: headers
            .get("content-length")
            .first()
            .and_then(|value| content_length(value)),
        accept: header("accept"),
        id: header("request-id"),
    }
}

/// The request's body. The stream must be dropped before its body.
pub struct Incoming {
    stream: Option<InputStream>,
    _body: Option<IncomingBody>,
}

/// How many bytes are read at a time.
const CHUNK: u64 = 256 << 10;

impl Incoming {
    pub fn of(request: &IncomingRequest) -> Incoming {
        let body = request.consume().ok();
        Incoming {
            stream: body.as_ref().and_then(|body| body.stream().ok()),
            _body: body,
        }
    }
}

impl Body for Incoming {
    fn next(&mut self) -> Result<Option<Vec<u8>>, BodyError> {
        let Some(stream) = &self.stream else { return Ok(None) };
        match stream.blocking_read(CHUNK) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(StreamError::Closed) => Ok(None),
            Err(StreamError::LastOperationFailed(error)) => Err(match http_error_code(&error) {
                Some(ErrorCode::HttpRequestBodySize(most)) => BodyError::TooLarge(most),
                Some(ErrorCode::ConnectionReadTimeout) => BodyError::Slow,
                _ => BodyError::BrokenOff,
            }),
        }
    }
}

/// The response, before and after its headers were sent.
pub struct Outgoing {
    out: Option<ResponseOutparam>,
    body: Option<(OutputStream, OutgoingBody)>,
    failed: Option<u16>,
}

impl Answer for Outgoing {
    fn send(&mut self, response: Response) {
        let body = response.body.clone();
        let length = body.len().to_string();
        self.begin(response.with("content-length", length));
        self.write(&body);
    }

    fn begin(&mut self, response: Response) {
        let headers = Fields::new();
        for (name, value) in &response.headers {
            // A header that isn't allowed is omitted, such as one with a line break.
            let _ = headers.append(name, value.as_bytes());
        }
        // Tells a server that reuses instances that this one can't validate again.
        if has_validated() {
            let _ = headers.append("instance-life", b"spent");
        }
        let outgoing = OutgoingResponse::new(headers);
        let _ = outgoing.set_status_code(response.status);
        let Some(out) = self.out.take() else { return };
        let body = outgoing.body().ok();
        ResponseOutparam::set(out, Ok(outgoing));
        self.body = body.and_then(|body| Some((body.write().ok()?, body)));
    }

    fn write(&mut self, mut bytes: &[u8]) -> bool {
        let Some((stream, _)) = &self.body else { return false };
        while !bytes.is_empty() {
            match stream.check_write() {
                Ok(0) => stream.subscribe().block(),
                Ok(room) => {
                    let room = usize::try_from(room).map_or(bytes.len(), |room| room.min(bytes.len()));
                    let (now, rest) = bytes.split_at(room);
                    if stream.write(now).is_err() {
                        return false;
                    }
                    bytes = rest;
                }
                Err(_) => return false,
            }
        }
        true
    }

    fn fail(&mut self, status: u16) {
        self.failed = Some(status);
    }
}

impl Outgoing {
    pub fn to(out: ResponseOutparam) -> Outgoing {
        Outgoing {
            out: Some(out),
            body: None,
            failed: None,
        }
    }

    pub fn end(&mut self) {
        if let Some((stream, body)) = self.body.take() {
            let _ = stream.flush();
            drop(stream);
            let trailers = self.failed.map(|status| {
                let trailers = Fields::new();
                let _ = trailers.append(PROBLEM_STATUS, status.to_string().as_bytes());
                trailers
            });
            let _ = OutgoingBody::finish(body, trailers);
        }
    }
}
