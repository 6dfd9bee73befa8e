//! Finds out what a request asks for.

use crate::http::{Answer, Body, Request, Response};
use crate::imports::Imports;
use crate::problem::{self, Problem};
use crate::query::{self, Query};
use crate::{json, report, users, validate};

#[derive(Debug, PartialEq, Eq)]
enum Route {
    Health,
    OpenApi,
    Create,
    List,
    User(String),
    Validate,
    Report,
}

const OPENAPI: &str = include_str!("../openapi.json");

/// Answers one request.
pub fn handle(request: &Request, body: &mut dyn Body, imports: &mut dyn Imports, answer: &mut dyn Answer) {
    let answered = route(request).and_then(|route| {
        match route {
            Route::Health => Ok(json::response(200, &serde_json::json!({ "status": "ok" }))),
            Route::OpenApi => Ok(Response::new(200, crate::http::JSON, OPENAPI)),
            Route::Create => users::create(request, body, imports.users()),
            Route::List => users::list(&Query::of(request)?, imports.users()),
            Route::User(id) => users::get(&id, imports.users()),
            Route::Report => report::report(request, &Query::of(request)?, imports),
            Route::Validate => return validate::validate(request, body, imports, answer).map(|()| None),
        }
        .map(Some)
    });
    match answered {
        Ok(Some(response)) => answer.send(response),
        // It was sent in pieces.
        Ok(None) => {}
        Err(problem) => answer.send(problem.of(request).response()),
    }
}

fn route(request: &Request) -> Result<Route, Problem> {
    let path = request.target.split('?').next().unwrap_or_default();
    let route = |get: Option<Route>, post: Option<Route>| {
        let allow = match (&get, &post) {
            (Some(_), Some(_)) => "GET, HEAD, POST",
            (Some(_), None) => "GET, HEAD",
            _ => "POST",
        };
        let found = match request.method.as_str() {
            "GET" | "HEAD" => get,
            "POST" => post,
            _ => None,
        };
        found.ok_or_else(|| {
            let detail = format!("Found the method `{}`, expected one of {allow}", request.method);
            Problem {
                allow: Some(allow),
                ..Problem::new(&problem::METHOD, detail)
            }
        })
    };
    match path {
        "/healthz" => route(Some(Route::Health), None),
        "/openapi.json" => route(Some(Route::OpenApi), None),
        "/users" => route(Some(Route::List), Some(Route::Create)),
        "/validate" => route(None, Some(Route::Validate)),
        "/report" => route(Some(Route::Report), None),
        _ => match path
            .strip_prefix("/users/")
            .filter(|id| !id.is_empty() && !id.contains('/'))
        {
            Some(id) => {
                let id = query::decode(id).ok_or_else(|| {
                    Problem::new(&problem::MALFORMED, "The user id is not valid percent-encoded UTF-8")
                })?;
                route(Some(Route::User(id)), None)
            }
            None => Err(Problem::new(&problem::ROUTE, format!("There is no route `{path}`"))),
        },
    }
}
