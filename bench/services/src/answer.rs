//! The answers of the gateway to `POST /users`.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::message::FieldError;

#[derive(Serialize, Deserialize)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    pub age: u32,
}

#[derive(Clone, Serialize)]
pub struct User {
    pub id: String,
    name: String,
    email: String,
    age: u32,
}

impl User {
    pub fn new(id: String, NewUser { name, email, age }: NewUser) -> User {
        User { id, name, email, age }
    }
}

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: &'static str,
    errors: Vec<FieldError<'a>>,
}

pub fn created(user: User) -> Response {
    let place = format!("/users/{}", user.id);
    (StatusCode::CREATED, [(header::LOCATION, place)], Json(user)).into_response()
}

pub fn refused<'a>(errors: impl Iterator<Item = FieldError<'a>>) -> Response {
    let errors: Vec<_> = errors.collect();
    let is_taken = errors.iter().any(|error| error.message.starts_with("Duplicate email"));
    let (r#type, title, status, detail) = match is_taken {
        true => (
            "urn:problem:taken",
            "Conflict",
            StatusCode::CONFLICT,
            "The email address is already registered",
        ),
        false => (
            "urn:problem:invalid-user",
            "Unprocessable Content",
            StatusCode::UNPROCESSABLE_ENTITY,
            "The user breaks the rules",
        ),
    };
    let problem = Problem {
        r#type,
        title,
        status: status.as_u16(),
        detail,
        errors,
    };
    (
        status,
        [(header::CONTENT_TYPE, "application/problem+json")],
        Json(problem),
    )
        .into_response()
}
