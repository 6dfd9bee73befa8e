//! `validator-http`: the rules as a service. Prints the port that it listens on.

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::serve::ListenerExt;
use serde::{Deserialize, Serialize};
use services::message::{FieldError, errors};
use std::borrow::Cow;

#[derive(Deserialize)]
struct User<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    email: Cow<'a, str>,
    age: u32,
}

#[derive(Serialize)]
struct Verdict {
    errors: Vec<FieldError<'static>>,
}

impl From<User<'_>> for Verdict {
    fn from(user: User<'_>) -> Self {
        Verdict {
            errors: errors(&user.name, &user.email, user.age),
        }
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let router = Router::new()
        .route(
            "/validate",
            post(|body: Bytes| async move { answer(serde_json::from_slice::<User>(&body).map(Verdict::from)) }),
        )
        .route(
            "/validate-batch",
            post(|body: Bytes| async move {
                let users = serde_json::from_slice::<Vec<User>>(&body);
                answer(users.map(|users| users.into_iter().map(Verdict::from).collect::<Vec<_>>()))
            }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}

/// JSON read from the request's bytes in place, without a copy of each text.
fn answer(verdict: serde_json::Result<impl Serialize>) -> Response {
    match verdict.and_then(|verdict| serde_json::to_vec(&verdict)) {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}
