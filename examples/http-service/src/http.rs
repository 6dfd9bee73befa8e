//! Requests and responses of wasi:http 0.3.

use gateway::http::{Answer, Body, BodyError, Request, Response, content_length};
use wit_bindgen::{FutureReader, StreamReader, StreamResult};

use super::bindings::wasi::http::types::{self as wit, ErrorCode, Fields, Method, Trailers};
use super::bindings::{wit_future, wit_stream};

pub fn lift_request(request: &wit::Request) -> Request {
    let headers = request.get_headers();
    let header = |name: &str| {
        let values = headers.get(name);
        (!values.is_empty()).then(|| String::from_utf8_lossy(&values.join(&b", "[..])).into_owned())
    };
    Request {
        method: match request.get_method() {
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
        target: request.get_path_with_query().unwrap_or_default(),
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

type End = FutureReader<Result<Option<Trailers>, ErrorCode>>;

/// The request's body, while it arrives.
pub struct Incoming {
    stream: StreamReader<u8>,
    end: Option<End>,
}

/// How many bytes are read at a time.
const CHUNK: usize = 256 << 10;

impl Incoming {
    pub fn of(request: wit::Request) -> Incoming {
        let (done, read) = wit_future::new(|| Ok(()));
        let (stream, end) = wit::Request::consume_body(request, read);
        // There is nothing to report about how the body was read.
        drop(done);
        Incoming { stream, end: Some(end) }
    }

    /// The next bytes, or `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, BodyError> {
        loop {
            let (result, bytes) = self.stream.read(Vec::with_capacity(CHUNK)).await;
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
            if !matches!(result, StreamResult::Complete(_)) {
                break;
            }
        }
        let Some(end) = self.end.take() else { return Ok(None) };
        match end.await {
            Ok(_) => Ok(None),
            Err(ErrorCode::HttpRequestBodySize(most)) => Err(BodyError::TooLarge(most)),
            Err(ErrorCode::ConnectionReadTimeout) => Err(BodyError::Slow),
            Err(_) => Err(BodyError::BrokenOff),
        }
    }

    /// All of it, or its beginning if it is longer than `most` bytes.
    pub async fn collect(mut self, most: u64) -> Collected {
        let mut pieces = Vec::new();
        let mut length = 0;
        let end = loop {
            match self.next().await {
                Ok(Some(bytes)) => {
                    length += bytes.len() as u64;
                    pieces.push(bytes);
                    if length > most {
                        break None;
                    }
                }
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        Collected {
            pieces: pieces.into_iter(),
            end,
        }
    }
}

/// A body that is there.
pub struct Collected {
    pieces: std::vec::IntoIter<Vec<u8>>,
    end: Option<BodyError>,
}

impl Body for Collected {
    fn next(&mut self) -> Result<Option<Vec<u8>>, BodyError> {
        match self.pieces.next() {
            Some(bytes) => Ok(Some(bytes)),
            None => self.end.take().map_or(Ok(None), Err),
        }
    }
}

/// A body that is still to come: finds out whether the core reads it.
#[derive(Default)]
pub struct Unread {
    pub is_wanted: bool,
}

impl Body for Unread {
    fn next(&mut self) -> Result<Option<Vec<u8>>, BodyError> {
        self.is_wanted = true;
        Err(BodyError::BrokenOff)
    }
}

/// A response that the core sends as a whole.
#[derive(Default)]
pub struct Whole(pub Option<Response>);

impl Answer for Whole {
    fn send(&mut self, response: Response) {
        self.0 = Some(response);
    }

    fn begin(&mut self, _: Response) {
        unreachable!("only a validation is streamed, and the core doesn't get it");
    }

    fn write(&mut self, _: &[u8]) -> bool {
        false
    }

    fn fail(&mut self, _: u16) {}
}

/// A response whose body is known.
pub fn whole(response: Response) -> wit::Response {
    let (mut writer, contents) = wit_stream::new();
    let body = response.body.clone();
    let length = body.len().to_string();
    let lowered = streamed(response.with("content-length", length), contents);
    wit_bindgen::spawn_local(async move {
        // What is left goes to a client that is gone, or that asked for the head alone.
        writer.write_all(body).await;
    });
    lowered
}

/// A response whose body is still to come.
pub fn streamed(response: Response, contents: StreamReader<u8>) -> wit::Response {
    let headers = Fields::new();
    for (name, value) in &response.headers {
        // A header that isn't allowed is omitted, such as one with a line break.
        let _ = headers.append(name, value.as_bytes());
    }
    let (none, trailers) = wit_future::new(|| Ok(None));
    let (lowered, _sent) = wit::Response::new(headers, Some(contents), trailers);
    drop(none);
    let _ = lowered.set_status_code(response.status);
    lowered
}
