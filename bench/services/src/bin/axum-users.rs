//! The gateway's job in plain axum: the same rules and the same decoder, users in a map, all in one process.
//!
//! usage: axum-users        prints its port

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use driver::format::Format;
use driver::job::{Job, JobOptions};
use http_body_util::{BodyExt, Channel};
use native::register::Register;
use native::stages::Native;
use services::answer::{NewUser, User, created, refused};
use services::message::FieldError;
use tokio::sync::mpsc;

#[derive(Default)]
struct Users {
    register: Register,
    by_id: BTreeMap<String, User>,
}

type Shared = Arc<Mutex<Users>>;

async fn create(State(users): State<Shared>, Json(new): Json<NewUser>) -> Response {
    let mut users = users.lock().unwrap_or_else(PoisonError::into_inner);
    match users.register.create_user(&new.name, &new.email, new.age) {
        Ok(id) => {
            let user = User::new(id, new);
            users.by_id.insert(user.id.clone(), user.clone());
            created(user)
        }
        Err(errors) => refused(errors.into_iter().map(|(field, message)| FieldError {
            field: field.into(),
            message: message.into(),
        })),
    }
}

async fn user(State(users): State<Shared>, Path(id): Path<String>) -> Response {
    let users = users.lock().unwrap_or_else(PoisonError::into_inner);
    match users.by_id.get(&id) {
        Some(user) => Json(user).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The job can't move between threads, so it has its own thread, to which the pieces of the body are sent.
async fn validate(headers: HeaderMap, body: Body) -> Response {
    let format = match headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) {
        Some("text/csv") => Format::Csv,
        Some("application/x-ndjson") => Format::Ndjson,
        _ => return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(),
    };
    let (pieces, mut coming) = mpsc::channel::<Bytes>(4);
    let (mut out, lines) = Channel::<Bytes>::new(4);
    tokio::spawn(async move {
        let mut body = body;
        while let Some(Ok(frame)) = body.frame().await {
            let Ok(data) = frame.into_data() else { continue };
            if pieces.send(data).await.is_err() {
                break;
            }
        }
    });
    let (ready, mut next) = mpsc::channel::<Bytes>(4);
    tokio::task::spawn_blocking(move || -> Option<()> {
        let mut job = Job::new(Native::default(), JobOptions::default());
        job.begin("body".into(), Some(format)).ok()?;
        let send = |bytes: Vec<u8>| bytes.is_empty() || ready.blocking_send(bytes.into()).is_ok();
        while let Some(piece) = coming.blocking_recv() {
            let lines = job.feed(piece.to_vec()).ok()?;
            (send(lines.users) && send(lines.rejects)).then_some(())?;
        }
        let lines = job.begin("end".into(), Some(Format::Ndjson)).ok()?;
        let counts = job.counts();
        let (accepted, read, rejected) = (counts.accepted, counts.read, counts.rejected);
        let last = format!("{{\"counts\":{{\"accepted\":{accepted},\"read\":{read},\"rejected\":{rejected}}}}}\n");
        (send(lines.users) && send(lines.rejects) && send(last.into())).then_some(())
    });
    tokio::spawn(async move {
        while let Some(bytes) = next.recv().await {
            if out.send_data(bytes).await.is_err() {
                break;
            }
        }
    });
    ([(header::CONTENT_TYPE, "application/x-ndjson")], Body::new(lines)).into_response()
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let routes = Router::new()
        .route(
            "/healthz",
            get(|| async { Json(serde_json::json!({ "status": "ok" })) }),
        )
        .route("/users", post(create))
        .route("/users/{id}", get(user))
        .route("/validate", post(validate))
        .with_state(Shared::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("serving on http://{}", listener.local_addr()?);
    axum::serve(listener, routes).await?;
    Ok(())
}
