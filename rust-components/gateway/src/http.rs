//! Requests and responses, as far as they matter here.

/// A request without its body.
#[derive(Debug, Default)]
pub struct Request {
    /// As it stands in the request, such as `GET`.
    pub method: String,
    /// With the query, such as `/users?limit=2`.
    pub target: String,
    pub content_type: Option<String>,
    pub content_length: Option<u64>,
    pub accept: Option<String>,
    /// What whoever serves calls this request.
    pub id: Option<String>,
}

/// A whole response; its length is told by whoever sends it.
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

/// The body of a request, as it comes.
pub trait Body {
    /// The next bytes; none at the end.
    fn next(&mut self) -> Result<Option<Vec<u8>>, BodyError>;
}

/// Why no more of a body comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyError {
    /// It is longer than is taken, which is so many bytes, if that is known.
    TooLarge(Option<u64>),
    /// The client took too long.
    Slow,
    /// It broke off before its end.
    BrokenOff,
}

/// Where the answer goes.
pub trait Answer {
    fn send(&mut self, response: Response);

    /// Begins a response whose body comes in pieces.
    fn begin(&mut self, response: Response);

    /// The next piece. False: nobody takes it any longer.
    fn write(&mut self, bytes: &[u8]) -> bool;
}

/// Reads a body to its end, unless it is longer than `most`.
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

/// The type of a body without its parameters, in lower case.
pub fn media_type(content_type: Option<&str>) -> String {
    let value = content_type.unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A part of a target with its escapes undone. None: it isn't UTF-8, or an escape is broken.
pub fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let digits = after.get(..2)?;
        let digits = std::str::from_utf8(digits)
            .ok()
            .filter(|digits| !digits.starts_with('+'))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok()
}
