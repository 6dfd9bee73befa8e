//! HTTP requests, written byte by byte, and their replies.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::thread;
use std::time::Duration;

/// Longer than any request takes on any machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A request that is the only one on its connection.
#[derive(Debug, Clone, Default)]
pub struct Exchange {
    pub method: &'static str,
    pub target: String,
    /// `localhost`, unless it is given.
    pub host: Option<String>,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Exchange {
    pub fn get(target: &str) -> Exchange {
        Exchange::new("GET", target)
    }

    pub fn new(method: &'static str, target: &str) -> Exchange {
        Exchange {
            method,
            target: target.into(),
            ..Exchange::default()
        }
    }

    pub fn post(target: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Exchange {
        let exchange = Exchange::new("POST", target).with("content-type", content_type);
        Exchange {
            body: body.into(),
            ..exchange
        }
    }

    pub fn user(name: &str, email: &str, age: u32) -> Exchange {
        let user = serde_json::json!({ "name": name, "email": email, "age": age });
        Exchange::post("/users", "application/json", user.to_string())
    }

    pub fn with(mut self, header: &'static str, value: &str) -> Exchange {
        self.headers.push((header, value.into()));
        self
    }

    pub fn at(mut self, host: &str) -> Exchange {
        self.host = Some(host.into());
        self
    }

    pub fn head(&self) -> String {
        let host = self.host.as_deref().unwrap_or("localhost");
        let mut head = format!(
            "{} {} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n",
            self.method, self.target
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.body.is_empty() || self.method == "POST" {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head + "\r\n"
    }

    pub fn send(&self, port: u16) -> Reply {
        self.try_send(port).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The reply, or what came in its place.
    pub fn try_send(&self, port: u16) -> Result<Reply, String> {
        let mut stream = connect(port);
        let mut sending = stream.try_clone().expect("it is open");
        thread::scope(|scope| {
            // An answer may begin before the whole body is sent. If this didn't read meanwhile, client and server could wait
            // for each other.
            scope.spawn(move || {
                // A server that refuses early closes its end.
                let head = sending.write_all(self.head().as_bytes());
                let _ = head.and_then(|()| sending.write_all(&self.body));
            });
            Reply::try_read(&mut stream)
        })
    }
}

/// Sends bytes as they are, and reads to the end of the connection.
pub fn raw(port: u16, bytes: impl AsRef<[u8]>) -> Reply {
    let mut stream = connect(port);
    let _ = stream.write_all(bytes.as_ref());
    Reply::read(&mut stream)
}

pub fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the server accepts");
    stream.set_read_timeout(Some(PATIENCE)).expect("it is a time");
    stream
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Whether all of the body arrived.
    pub whole: bool,
}

impl Reply {
    /// Reads to the end of the connection, interim responses aside.
    pub fn read(stream: &mut TcpStream) -> Reply {
        Reply::try_read(stream).unwrap_or_else(|error| panic!("{error}"))
    }

    fn try_read(stream: &mut TcpStream) -> Result<Reply, String> {
        let mut bytes = Vec::new();
        let mut piece = [0; 1 << 16];
        // If the server breaks off, the reply is what came before.
        let end = loop {
            match stream.read(&mut piece) {
                Ok(0) => break "the end of the connection".into(),
                Ok(count) => bytes.extend_from_slice(&piece[..count]),
                Err(error) => break error.to_string(),
            }
        };
        Reply::parse(&bytes)
            .ok_or_else(|| format!("found no response: `{}`, then {end}", String::from_utf8_lossy(&bytes)))
    }

    fn parse(bytes: &[u8]) -> Option<Reply> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let (head, body) = (std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 4..]);
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().into()))
            .collect();
        let chunked = headers
            .iter()
            .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.and_then(|(_, length)| length.parse().ok());
        let (body, whole) = match chunked {
            true => joined(body),
            false => (body.to_vec(), length.is_none_or(|length: usize| length == body.len())),
        };
        let body = String::from_utf8_lossy(&body).into_owned();
        Some(Reply {
            status,
            headers,
            body,
            whole,
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("found no JSON ({error}): {self:?}"))
    }

    /// A problem's kind.
    pub fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{self:?}");
        let kind = problem["type"].as_str().expect("a type").to_owned();
        kind.trim_start_matches("urn:problem:").into()
    }
}

/// The chunks that arrived, and whether the last one did.
fn joined(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut whole = Vec::new();
    let mut ended = false;
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&rest[..end]).ok();
        let Some(length @ 1..) = length.and_then(|length| usize::from_str_radix(length, 16).ok()) else {
            ended = length == Some("0");
            break;
        };
        let chunk = &rest[end + 2..];
        whole.extend_from_slice(&chunk[..length.min(chunk.len())]);
        rest = chunk.get(length + 2..).unwrap_or_default();
    }
    (whole, ended)
}
