//! Messages and services as `users.proto` has them, over Unix sockets.

pub mod message {
    #![allow(clippy::all)]
    tonic::include_proto!("users");
}

use std::io;
use std::path::PathBuf;

use anyhow::{Context, Result};
use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

use message::FieldError;

/// More than the longest message, so that none waits for another window.
pub const WINDOW: u32 = 8 << 20;

/// A connection to the service at a socket.
pub async fn connect(socket: &str) -> Result<Channel> {
    let path = PathBuf::from(socket);
    // The address isn't used.
    let endpoint = Endpoint::from_static("http://localhost")
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW);
    let connector = service_fn(move |_| {
        let path = path.clone();
        async move { io::Result::Ok(TokioIo::new(UnixStream::connect(path).await?)) }
    });
    let channel = endpoint.connect_with_connector(connector).await;
    channel.with_context(|| format!("cannot reach `{socket}`"))
}

impl From<services::message::FieldError<'_>> for FieldError {
    fn from(error: services::message::FieldError) -> FieldError {
        FieldError {
            field: error.field.into(),
            message: error.message.into(),
        }
    }
}
