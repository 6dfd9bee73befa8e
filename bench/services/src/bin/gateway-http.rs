//! `gateway-http USERS-PORT`: creates and shows users, in front of the service for users, which asks the validator's. Prints its
//! address.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use services::answer::{NewUser, User, created, refused};
use services::message::Answer;

struct Service {
    /// It keeps its connections.
    client: Client<HttpConnector, Full<Bytes>>,
    users: Uri,
}

impl Service {
    async fn ask(&self, user: &NewUser) -> Result<Bytes> {
        let request = Request::post(&self.users)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(serde_json::to_vec(user)?)))?;
        let response = self.client.request(request).await?;
        let status = response.status();
        ensure!(status.is_success(), "`{}` answered {status}", self.users);
        Ok(response.into_body().collect().await?.to_bytes())
    }

    async fn create(&self, user: NewUser) -> Result<Response> {
        let body = self.ask(&user).await?;
        let Answer { id, errors } = serde_json::from_slice(&body)?;
        Ok(match id {
            Some(id) => created(User::new(id, user)),
            None => refused(errors.into_iter()),
        })
    }

    async fn user(&self, id: &str) -> Result<Response> {
        let answer = self.client.get(format!("{}/{id}", self.users).parse()?).await?;
        Ok(answer.map(Body::new))
    }
}

async fn create(State(service): State<Arc<Service>>, Json(user): Json<NewUser>) -> Response {
    let answer = service.create(user).await;
    answer.unwrap_or_else(|error| (StatusCode::BAD_GATEWAY, error.to_string()).into_response())
}

async fn user(State(service): State<Arc<Service>>, Path(id): Path<String>) -> Response {
    let answer = service.user(&id).await;
    answer.unwrap_or_else(|error| (StatusCode::BAD_GATEWAY, error.to_string()).into_response())
}

#[tokio::main]
async fn main() -> Result<()> {
    let port = std::env::args().nth(1).context("usage: gateway-http USERS-PORT")?;
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let service = Service {
        client: Client::builder(TokioExecutor::new()).build(connector),
        users: format!("http://127.0.0.1:{port}/users").parse()?,
    };
    let routes = Router::new()
        .route("/users", post(create))
        .route("/users/{id}", get(user))
        .with_state(Arc::new(service));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("serving on http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, routes).await?;
    Ok(())
}
