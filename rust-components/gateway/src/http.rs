//! Requests and responses, reduced to what the gateway needs.

/// A request without its body.
#[derive(Debug, Default)]
pub struct Request {
    /// Such as `GET`.
    pub method: String,
    /// With the query, such as `/users?limit=2`.
    pub target: String,
    /// A header that occurs several times is joined with commas, as is `accept`.
    pub content_type: Option<String>,
    pub content_encoding: Option<String>,
    pub content_length: Option<u64>,
    pub accept: Option<String>,
    /// The server's id of this request.
    pub id: Option<String>,
}

impl Request {
    /// The target without its query. In `http://host?query` it is empty, which is the same as `/`.
    pub fn path(&self) -> &str {
        match self.target.split('?').next() {
            None | Some("") => "/",
            Some(path) => path,
        }
    }
}

/// A whole response. `content-length` is added when it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

pub const JSON: &str = "application/json";
pub const NDJSON: &str = "application/x-ndjson";

impl Response {
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Response {
        Response {
            status,
            headers: vec![("content-type", content_type.into())],
            body: body.into(),
        }
    }

    pub fn with(mut self, header: &'static str, value: impl Into<String>) -> Response {
        self.headers.push((header, value.into()));
        self
    }
}

/// The body of a request, while it arrives.
pub trait Body {
    /// The next bytes, or `None` at the end.
    fn next(&mut self) -> Result<Option<Vec<u8>>, BodyError>;
}

/// Why a body ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyError {
    /// It is longer than the limit, which is this many bytes, if known.
    TooLarge(Option<u64>),
    /// The client was too slow.
    Slow,
    /// It broke off before its end.
    BrokenOff,
}

/// The trailer of a response that failed after it began: the status that it would have had. Servers that support trailers can
/// count it.
pub const PROBLEM_STATUS: &str = "problem-status";

/// Where the answer goes.
pub trait Answer {
    fn send(&mut self, response: Response);

    /// Begins a response whose body is sent in pieces.
    fn begin(&mut self, response: Response);

    /// Sends the next piece. Returns false once the client is gone.
    fn write(&mut self, bytes: &[u8]) -> bool;

    /// Records that a response which began well has failed, with the status that it would have had.
    fn fail(&mut self, status: u16);
}

/// Reads a body to its end. Fails if it is longer than `most`.
pub fn read_all(body: &mut dyn Body, length: Option<u64>, most: u64) -> Result<Vec<u8>, BodyError> {
    if length.is_some_and(|length| length > most) {
        return Err(BodyError::TooLarge(Some(most)));
    }
    let mut all = Vec::new();
    while let Some(bytes) = body.next()? {
        if (all.len() + bytes.len()) as u64 > most {
            return Err(BodyError::TooLarge(Some(most)));
        }
        if all.is_empty() {
            all = bytes;
        } else {
            all.extend_from_slice(&bytes);
        }
    }
    Ok(all)
}

/// The value of a `content-length` header. One that is beyond what a number holds is still a length, and too large.
pub fn content_length(value: &[u8]) -> Option<u64> {
    let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(value).ok().filter(|_| digits)?;
    Some(text.parse().unwrap_or(u64::MAX))
}
