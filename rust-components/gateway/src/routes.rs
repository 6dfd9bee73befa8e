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

/// A path that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Path<'a> {
    Health,
    OpenApi,
    Users,
    User(&'a str),
    Validate,
    Report,
}

impl Path<'_> {
    fn of(path: &str) -> Option<Path<'_>> {
        Some(match path {
            HEALTH => Path::Health,
            "/openapi.json" => Path::OpenApi,
            "/users" => Path::Users,
            "/validate" => Path::Validate,
            "/report" => Path::Report,
            _ => {
                let id = path.strip_prefix("/users/")?;
                Path::User(Some(id).filter(|id| !id.is_empty() && !id.contains('/'))?)
            }
        })
    }
}

/// The route of a path, for logs and metrics: there are only these, whatever clients ask for.
pub fn name(path: &str) -> Option<&'static str> {
    Some(match Path::of(path)? {
        Path::Health => HEALTH,
        Path::OpenApi => "/openapi.json",
        Path::Users => "/users",
        Path::User(_) => "/users/*",
        Path::Validate => "/validate",
        Path::Report => "/report",
    })
}

pub const HEALTH: &str = "/healthz";

fn route(request: &Request) -> Result<Route, Problem> {
    let route = |get: Option<Route>, post: Option<Route>| {
        let allow: &problem::Header = match (&get, &post) {
            (Some(_), Some(_)) => &("allow", "GET, HEAD, POST"),
            (Some(_), None) => &("allow", "GET, HEAD"),
            _ => &("allow", "POST"),
        };
        let found = match request.method.as_str() {
            "GET" | "HEAD" => get,
            "POST" => post,
            _ => None,
        };
        found.ok_or_else(|| {
            let detail = format!("Found the method `{}`, expected one of {}", request.method, allow.1);
            Problem {
                header: Some(allow),
                ..Problem::new(&problem::METHOD, detail)
            }
        })
    };
    match Path::of(request.path()) {
        Some(Path::Health) => route(Some(Route::Health), None),
        Some(Path::OpenApi) => route(Some(Route::OpenApi), None),
        Some(Path::Users) => route(Some(Route::List), Some(Route::Create)),
        Some(Path::Validate) => route(None, Some(Route::Validate)),
        Some(Path::Report) => route(Some(Route::Report), None),
        Some(Path::User(id)) => {
            let id = query::decode(id)
                .ok_or_else(|| Problem::new(&problem::MALFORMED, "The user id is not valid percent-encoded UTF-8"))?;
            route(Some(Route::User(id)), None)
        }
        None => Err(Problem::new(
            &problem::ROUTE,
            format!("There is no route `{}`", request.path()),
        )),
    }
}
