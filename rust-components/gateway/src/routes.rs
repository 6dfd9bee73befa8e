//! Which request means what.

use crate::http::{Answer, Body, Request, Response, unescape};
use crate::json;
use crate::parts::{Job, JobError, Reporter, Users};
use crate::problem::{self, Problem};
use crate::{report, users, validate};

/// What the gateway is composed with.
pub trait Parts {
    fn users(&mut self) -> &mut dyn Users;
    fn reporter(&mut self) -> &mut dyn Reporter;
    fn job(&mut self) -> Result<Box<dyn Job>, JobError>;
}

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
pub fn handle(request: &Request, body: &mut dyn Body, parts: &mut dyn Parts, answer: &mut dyn Answer) {
    let answered = route(request).and_then(|route| {
        match route {
            Route::Health => Ok(json::response(200, &serde_json::json!({ "status": "ok" }))),
            Route::OpenApi => Ok(Response::new(200, crate::http::JSON, OPENAPI)),
            Route::Create => users::create(request, body, parts.users()),
            Route::List => users::list(&query(request)?, parts.users()),
            Route::User(id) => users::get(&id, parts.users()),
            Route::Report => report::report(request, &query(request)?, parts),
            Route::Validate => return validate::validate(request, body, parts, answer).map(|()| None),
        }
        .map(Some)
    });
    match answered {
        Ok(Some(response)) => answer.send(response),
        // It went out in pieces.
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
                let id = unescape(id).ok_or_else(|| Problem::new(&problem::MALFORMED, "The id isn't escaped UTF-8"))?;
                route(Some(Route::User(id)), None)
            }
            None => Err(Problem::new(&problem::ROUTE, format!("There is nothing at `{path}`"))),
        },
    }
}

/// The query's names and values, unescaped, in their order.
pub type Query = Vec<(String, String)>;

fn query(request: &Request) -> Result<Query, Problem> {
    let Some((_, query)) = request.target.split_once('?') else {
        return Ok(Vec::new());
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let plain = |text: &str| unescape(&text.replace('+', " "));
            match (plain(name), plain(value)) {
                (Some(name), Some(value)) => Ok((name, value)),
                _ => Err(Problem::new(
                    &problem::MALFORMED,
                    format!("The query's `{pair}` isn't escaped UTF-8"),
                )),
            }
        })
        .collect()
}

/// The value of a name; a name that comes twice is an error.
pub fn value<'a>(query: &'a Query, name: &str) -> Result<Option<&'a str>, Problem> {
    let mut values = query
        .iter()
        .filter(|(found, _)| found == name)
        .map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(Problem::new(
            &problem::MALFORMED,
            format!("The query has `{name}` twice, expected once at most"),
        )),
    }
}
