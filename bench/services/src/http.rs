//! One kept-alive HTTP connection to a service on this machine.

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

pub struct Connection {
    address: HeaderValue,
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    pub async fn open(port: u16) -> Result<Connection> {
        let address = format!("127.0.0.1:{port}");
        let stream = TcpStream::connect(&address)
            .await
            .with_context(|| format!("cannot reach `{address}`"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Connection {
            address: HeaderValue::try_from(address)?,
            sender,
        })
    }

    /// Posts JSON and returns the body of the response.
    pub async fn post(&mut self, path: &'static str, body: Vec<u8>) -> Result<Bytes> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, &self.address)
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))?;
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        ensure!(
            status.is_success(),
            "POST `{path}` answered {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(body)
    }
}
