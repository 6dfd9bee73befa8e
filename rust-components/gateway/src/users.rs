//! Users, one by one and many at a time.

use serde::Serialize;

use crate::decode::{Decoded, Posted, posted};
use crate::http::{Body, JSON, Request, Response, read_all};
use crate::imports::{Fate, FieldError, NewUser, StoredUser, Users};
use crate::json;
use crate::media;
use crate::problem::{self, Problem};
use crate::query::Query;

/// The longest body that is read into memory. `/validate`, which streams, is for files.
pub const MOST_BYTES: u64 = 8 << 20;
const USUAL_PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1000;

pub fn create(request: &Request, body: &mut dyn Body, users: &mut dyn Users) -> Result<Response, Problem> {
    media::of_body(request, [(JSON, ())])?;
    match posted(&read_all(body, request.content_length, MOST_BYTES)?)? {
        Posted::One(user) => create_one(user, users),
        Posted::Many(list) => create_many(list, users),
    }
}

fn create_one(user: Decoded, users: &mut dyn Users) -> Result<Response, Problem> {
    let user = user.map_err(invalid)?;
    let fate = users.create(std::slice::from_ref(&user))?.pop();
    match fate {
        Some(Fate::Created(id)) => {
            let place = format!("/users/{id}");
            Ok(json::response(201, &stored(id, user)).with("location", place))
        }
        Some(Fate::Invalid(errors)) => Err(invalid(errors)),
        Some(Fate::Taken(error)) => Err(taken(error)),
        None => Err(Problem::new(
            &problem::INTERNAL,
            "The service returned no result for the user",
        )),
    }
}

fn invalid(errors: Vec<FieldError>) -> Problem {
    Problem::new(&problem::INVALID_USER, "The user breaks the rules").with(errors)
}

fn taken(error: FieldError) -> Problem {
    Problem::new(&problem::TAKEN, "The email address is already registered").with(vec![error])
}

fn stored(id: String, NewUser { name, email, age }: NewUser) -> StoredUser {
    StoredUser { id, name, email, age }
}

/// The outcome for each of many users, in their order.
#[derive(Serialize)]
struct Many {
    created: usize,
    refused: usize,
    results: Vec<One>,
}

#[derive(Serialize)]
struct One {
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<StoredUser>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

fn create_many(list: Vec<Decoded>, users: &mut dyn Users) -> Result<Response, Problem> {
    let readable: Vec<NewUser> = list.iter().flatten().cloned().collect();
    let mut fates = users.create(&readable)?.into_iter();
    let mut results = Vec::with_capacity(list.len());
    for decoded in list {
        let refused = |status, errors| One {
            status,
            user: None,
            errors,
        };
        results.push(match decoded {
            Err(errors) => refused(422, errors),
            Ok(user) => match fates.next() {
                Some(Fate::Created(id)) => One {
                    status: 201,
                    user: Some(stored(id, user)),
                    errors: Vec::new(),
                },
                Some(Fate::Invalid(errors)) => refused(422, errors),
                Some(Fate::Taken(error)) => refused(409, vec![error]),
                None => {
                    return Err(Problem::new(
                        &problem::INTERNAL,
                        "The service returned no result for a user",
                    ));
                }
            },
        });
    }
    let created = results.iter().filter(|one| one.user.is_some()).count();
    let refused = results.len() - created;
    let status = if refused == 0 { 201 } else { 207 };
    let many = Many {
        created,
        refused,
        results,
    };
    Ok(json::response(status, &many))
}

pub fn get(id: &str, users: &mut dyn Users) -> Result<Response, Problem> {
    match users.get(id)? {
        Some(user) => Ok(json::response(200, &user)),
        None => Err(Problem::new(&problem::UNKNOWN_USER, format!("There is no user `{id}`"))),
    }
}

#[derive(Serialize)]
struct Page {
    users: Vec<StoredUser>,
    /// The value of `after` for the next page. None: this is the last page.
    next: Option<String>,
}

pub fn list(query: &Query, users: &mut dyn Users) -> Result<Response, Problem> {
    let limit = match query.value("limit")? {
        None => USUAL_PAGE,
        Some(text) => match text.parse() {
            Ok(limit @ 1..=LARGEST_PAGE) => limit,
            _ => {
                let detail = format!("Found `{text}` for `limit`, expected a whole number from 1 to {LARGEST_PAGE}");
                return Err(Problem::new(&problem::MALFORMED, detail));
            }
        },
    };
    let users = users.list(query.value("after")?, limit)?;
    let full = users.len() == limit as usize;
    let next = users.last().filter(|_| full).map(|user| user.id.clone());
    Ok(json::response(200, &Page { users, next }))
}
