//! The answer to each kind of request, with imports in plain Rust.

mod support;

use gateway::http::{BodyError, Request};
use gateway::imports::Failure;
use gateway::query::decode;
use support::{Memory, answer, receive, request, respond};

const ANN: &str = r#"{"name":"Ann","email":"ann@example.com","age":30}"#;

fn post(memory: &mut Memory, body: &'static str) -> (u16, String) {
    answer(memory, &request("POST", "/users", "application/json"), vec![Ok(body)])
}

fn get(memory: &mut Memory, target: &str) -> (u16, String) {
    answer(memory, &request("GET", target, ""), vec![])
}

#[test]
fn a_body_may_come_in_any_pieces() {
    let mut memory = Memory::default();
    let (start, end) = ANN.split_at(20);
    let created = answer(
        &mut memory,
        &request("POST", "/users", "Application/JSON ; charset=utf-8"),
        vec![Ok(start), Ok(""), Ok(end)],
    );
    assert_eq!(created.0, 201);
    assert_eq!(post(&mut memory, ANN).0, 409);
    assert_eq!(get(&mut memory, "/users/usr_ann%40example.com").0, 200);
}

#[test]
fn a_body_that_ends_early_has_a_status() {
    for (error, status, title) in [
        (BodyError::TooLarge(Some(5)), 413, "Content Too Large"),
        (BodyError::TooLarge(None), 413, "Content Too Large"),
        (BodyError::Slow, 408, "Request Timeout"),
        (BodyError::BrokenOff, 400, "Bad Request"),
    ] {
        for (target, content_type) in [("/users", "application/json"), ("/validate", "text/csv")] {
            let mut memory = Memory::default();
            let request = request("POST", target, content_type);
            let (found, body) = answer(&mut memory, &request, vec![Err(error)]);
            assert_eq!(found, status, "{target}: {error:?}");
            assert!(body.contains(&format!(r#""title":"{title}""#)), "{target}: {body}");
            assert!(memory.users.is_empty());
        }
    }
}

#[test]
fn a_length_over_the_limit_is_rejected_unread() {
    let request = Request {
        content_length: Some(gateway::users::MOST_BYTES + 1),
        ..request("POST", "/users", "application/json")
    };
    assert_eq!(answer(&mut Memory::default(), &request, vec![Ok(ANN)]).0, 413);
}

#[test]
fn a_failure_of_the_store_has_a_status() {
    for (failure, status, title) in [
        (Failure::Unavailable("busy".into()), 503, "Service Unavailable"),
        (Failure::Internal("broken".into()), 500, "Internal Server Error"),
    ] {
        let mut memory = Memory {
            failure: Some(failure),
            ..Memory::default()
        };
        let request = Request {
            id: Some("r-1".into()),
            ..request("POST", "/users", "application/json")
        };
        let (found, body) = answer(&mut memory, &request, vec![Ok(ANN)]);
        assert_eq!(found, status, "{body}");
        assert!(body.contains(&format!(r#""title":"{title}""#)), "{body}");
        assert!(body.contains(r#""request-id":"r-1""#), "{body}");
    }
}

#[test]
fn pages_follow_one_another() {
    let mut memory = Memory::default();
    let three =
        r#"[{"name":"Ann","email":"a","age":1},{"name":"Bob","email":"b","age":2},{"name":"Eve","email":"c","age":3}]"#;
    assert_eq!(post(&mut memory, three).0, 201);
    let (_, first) = get(&mut memory, "/users?limit=2");
    assert!(first.contains(r#""next":"usr_b""#) && !first.contains("Eve"), "{first}");
    let (_, second) = get(&mut memory, "/users?limit=2&after=usr_b");
    assert!(second.contains("Eve") && second.contains(r#""next":null"#), "{second}");
    for target in [
        "/users?limit=1001",
        "/users?limit=x",
        "/users?after=%ff",
        "/users?after=a&after=b",
    ] {
        assert_eq!(get(&mut memory, target).0, 400, "{target}");
    }
}

#[test]
fn a_report_counts_the_users() {
    let mut memory = Memory::default();
    let users = r#"[{"name":"Ann","email":"a@B.c","age":9},{"name":"Bob","email":"b@b.c","age":9},{"name":"Eve","email":"e@d.e","age":1}]"#;
    assert_eq!(post(&mut memory, users).0, 201);
    let (_, text) = get(&mut memory, "/report");
    let expected = r#"Html Totals { users: 3, ages: [(1, 1), (9, 2)], top_domains: [("b.c", 2), ("d.e", 1)], distinct_domains: 2 }"#;
    assert_eq!(text, expected);
}

#[test]
fn an_error_after_the_first_lines_is_on_the_last_line() {
    let validate = |pieces| {
        let request = request("POST", "/validate", "text/csv");
        answer(&mut Memory::default(), &request, pieces)
    };
    assert_eq!(validate(vec![Ok("bad")]).0, 400);
    let (status, body) = validate(vec![Ok("one"), Ok("two"), Ok("bad")]);
    let last = body.lines().last().expect("a line");
    assert!(
        status == 200 && last.starts_with(r#"{"problem":{"type":"urn:problem:malformed""#),
        "{status} {body}"
    );
    let request = request("POST", "/validate", "text/csv");
    let failed = |pieces| receive(&mut Memory::default(), &request, pieces).1;
    assert_eq!(failed(vec![Ok("one"), Ok("bad")]), Some(400));
    assert_eq!(failed(vec![Ok("one"), Err(BodyError::Slow)]), Some(408));
    assert_eq!(failed(vec![Ok("one")]), None);
    let (_, whole) = validate(vec![Ok("one"), Ok("two")]);
    assert_eq!(
        whole,
        "one\ntwo\n{\"counts\":{\"read\":2,\"accepted\":2,\"rejected\":0}}\n"
    );
}

#[test]
fn an_instance_validates_once() {
    let mut memory = Memory::default();
    let request = request("POST", "/validate", "text/csv");
    assert_eq!(answer(&mut memory, &request, vec![]).0, 200);
    assert_eq!(answer(&mut memory, &request, vec![]).0, 503);
}

#[test]
fn invisible_characters_are_escaped() {
    let body = "{\"name\":\"A\u{202e}nn\u{9b}\u{e0041}\",\"email\":\"a\",\"age\":1}";
    let (_, text) = post(&mut Memory::default(), body);
    assert!(text.contains(r"A\u202enn\u009b\udb40\udc41"), "{text}");
}

#[test]
fn a_route_names_its_methods() {
    let response = respond(&mut Memory::default(), &request("PUT", "/healthz", ""), vec![]);
    let allow = response.headers.iter().find(|(name, _)| *name == "allow");
    assert_eq!(
        (response.status, allow.map(|(_, value)| value.as_str())),
        (405, Some("GET, HEAD"))
    );
    assert_eq!(
        answer(&mut Memory::default(), &request("HEAD", "/healthz", ""), vec![]).0,
        200
    );
    assert_eq!(get(&mut Memory::default(), "/users/").0, 404);
}

#[test]
fn a_problem_has_the_reason_phrase_of_its_status() {
    let mut memory = Memory::default();
    assert_eq!(post(&mut memory, ANN).0, 201);
    let mut problem = |method, target, content_type, body| {
        let request = request(method, target, content_type);
        let (status, text) = answer(&mut memory, &request, vec![Ok(body)]);
        let problem: serde_json::Value = serde_json::from_str(&text).expect("a problem");
        assert_eq!(problem["status"], status, "{text}");
        let field = |name: &str| problem[name].as_str().expect("text").to_owned();
        (status, field("type"), field("title"), field("detail"))
    };
    for (found, status, kind, title, detail) in [
        (
            problem("POST", "/users", "application/json", "{"),
            400,
            "malformed",
            "Bad Request",
            "Malformed JSON: EOF while parsing an object",
        ),
        (
            problem("GET", "/users?after=%ff", "", ""),
            400,
            "malformed",
            "Bad Request",
            "Query parameter `after` is not valid percent-encoded UTF-8",
        ),
        (
            problem("GET", "/users/usr_x", "", ""),
            404,
            "unknown-user",
            "Not Found",
            "There is no user `usr_x`",
        ),
        (
            problem("GET", "/none", "", ""),
            404,
            "unknown-route",
            "Not Found",
            "There is no route `/none`",
        ),
        // A target such as `http://host?query` has no path.
        (
            problem("GET", "?limit=2", "", ""),
            404,
            "unknown-route",
            "Not Found",
            "There is no route `/`",
        ),
        (
            problem("PUT", "/report", "", ""),
            405,
            "method",
            "Method Not Allowed",
            "Found the method `PUT`, expected one of GET, HEAD",
        ),
        (
            problem("GET", "/report?format=pdf", "", ""),
            406,
            "format",
            "Not Acceptable",
            "Found the format `pdf`, expected one of `html`, `json`, `markdown`, `svg`",
        ),
        (
            problem("POST", "/users", "application/json", ANN),
            409,
            "taken",
            "Conflict",
            "The email address is already registered",
        ),
        (
            problem("POST", "/users", "text/csv", ANN),
            415,
            "content-type",
            "Unsupported Media Type",
            "Found the content type `text/csv`, expected `application/json`",
        ),
        (
            problem("POST", "/users", "application/json", "{}"),
            422,
            "invalid-user",
            "Unprocessable Content",
            "The user breaks the rules",
        ),
    ] {
        let expected = (
            status,
            format!("urn:problem:{kind}"),
            title.to_owned(),
            detail.to_owned(),
        );
        assert_eq!(found, expected);
    }
}

#[test]
fn percent_escapes_are_two_hexadecimal_digits() {
    assert_eq!(decode("a%20%C3%A9+").as_deref(), Some("a é+"));
    for broken in ["%", "%a", "%zz", "%+1", "%ff"] {
        assert_eq!(decode(broken), None, "{broken}");
    }
}

#[test]
fn a_body_that_is_encoded_or_is_not_utf_8_is_refused() {
    let post = |target: &str, content_type: &str, encoding: Option<&str>| {
        let request = Request {
            content_encoding: encoding.map(Into::into),
            ..request("POST", target, content_type)
        };
        let response = respond(&mut Memory::default(), &request, vec![Ok(ANN)]);
        let header = response.headers.iter().find(|(name, _)| *name == "accept-encoding");
        (response.status, header.map(|(_, value)| value.clone()))
    };
    for (target, json, good) in [
        ("/users", "application/json", 201),
        ("/validate", "application/x-ndjson", 200),
    ] {
        for encoding in ["gzip", "br, identity", "x"] {
            let refused = (415, Some("identity".to_owned()));
            assert_eq!(post(target, json, Some(encoding)), refused, "{target}: {encoding}");
        }
        for encoding in ["identity", "Identity", ""] {
            assert_eq!(post(target, json, Some(encoding)).0, good, "{target}: {encoding}");
        }
        for (charset, status) in [
            ("utf-8", good),
            ("\"UTF-8\"", good),
            ("us-ascii", good),
            ("iso-8859-1", 415),
            ("utf-16", 415),
            ("\"latin1\"", 415),
            ("utf-8; charset=latin1", 415),
        ] {
            let content_type = format!("{json};charset={charset}");
            assert_eq!(post(target, &content_type, None).0, status, "{target}: {content_type}");
        }
        for content_type in ["", "json", "application/json, text/csv", "application/json;;", "*/*"] {
            assert_eq!(post(target, content_type, None).0, 415, "{target}: {content_type}");
        }
    }
}

#[test]
fn the_format_of_a_report_follows_the_weights_of_accept() {
    let accepted = |accept: &str| {
        let request = Request {
            accept: Some(accept.into()),
            ..request("GET", "/report", "")
        };
        let response = respond(&mut Memory::default(), &request, vec![]);
        let content_type = response.headers[0].1.split(';').next().unwrap_or_default().to_owned();
        if response.status == 200 {
            content_type
        } else {
            response.status.to_string()
        }
    };
    for (accept, expected) in [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("*/*;q=0.1, application/json", "application/json"),
        ("text/html;q=0.5, application/json;q=0.8", "application/json"),
        ("text/*;q=0.9, text/html;q=0.1", "text/markdown"),
        ("text/*, text/html;q=0", "text/markdown"),
        ("application/json, text/plain, */*", "application/json"),
        (
            "text/html, application/xhtml+xml, application/xml;q=0.9, image/avif, */*;q=0.8",
            "text/html",
        ),
        ("TEXT/Markdown", "text/markdown"),
        ("text/html;charset=utf-8;q=0.1, image/svg+xml;q=0.2", "image/svg+xml"),
        ("text/html;level=1", "406"),
        ("text/markdown;q=0.001", "text/markdown"),
        ("text/html;q=0", "406"),
        ("*/*;q=0, text/html", "text/html"),
        ("image/*", "image/svg+xml"),
        // Ranges and weights that aren't valid are ignored.
        ("text/html;q=2, image/svg+xml;q=0.1", "image/svg+xml"),
        ("*/html, application/json;q=0.1", "application/json"),
        ("nothing", "406"),
    ] {
        assert_eq!(accepted(accept), expected, "{accept}");
    }
}

#[test]
fn a_user_is_read_as_the_description_says() {
    let post = |body: &'static str| {
        answer(
            &mut Memory::default(),
            &request("POST", "/users", "application/json"),
            vec![Ok(body)],
        )
    };
    for age in ["30.0", "3e1", "3.0E+1", "30"] {
        let body = format!(r#"{{"name":"Ann","email":"a@b.c","age":{age}}}"#);
        let (status, text) = post(body.leak());
        assert!(status == 201 && text.contains(r#""age":30"#), "{age}: {text}");
    }
    for age in ["30.5", "-1", "4294967296.0", "1e400", "-0.5", "\"30\""] {
        let body = format!(r#"{{"name":"Ann","email":"a@b.c","age":{age}}}"#);
        assert!(matches!(post(body.leak()).0, 400 | 422), "{age}");
    }
    // A key that occurs twice, also if one of them is escaped, as in a file.
    for body in [
        r#"{"name":"Ann","name":"Eve","email":"a@b.c","age":30}"#,
        r#"{"name":"Ann","email":"a@b.c","age":30,"\u006eame":"Eve"}"#,
    ] {
        let (status, text) = post(body);
        assert!(
            status == 422 && text.contains(r#"{"field":"name","message":"Given twice"}"#),
            "{text}"
        );
    }
    assert_eq!(post(r#"{"name":"Ann","email":"a@b.c","age":30,"x":1,"x":2}"#).0, 201);
    // A byte order mark is skipped, but only one.
    assert_eq!(post("\u{feff}{\"name\":\"Ann\",\"email\":\"a@b.c\",\"age\":30}").0, 201);
    assert_eq!(post("\u{feff}[]").0, 201);
    assert_eq!(post("\u{feff}\u{feff}[]").0, 400);
}

#[test]
fn positions_count_from_1() {
    let position = |body: &'static str| {
        let (status, text) = post(&mut Memory::default(), body);
        let problem: serde_json::Value = serde_json::from_str(&text).expect("a problem");
        let number = |name: &str| problem["position"][name].as_u64().expect("a number");
        (status, number("line"), number("column"))
    };
    assert_eq!(position(""), (400, 1, 1));
    assert_eq!(position("\n"), (400, 2, 1));
    assert_eq!(position("{\n"), (400, 2, 1));
    assert_eq!(position("x"), (400, 1, 1));
    assert_eq!(position("\u{feff}x"), (400, 1, 1));
}

#[test]
fn routes_have_names_from_a_closed_set() {
    for (path, expected) in [
        ("/users", Some("/users")),
        ("/users/usr_1", Some("/users/*")),
        ("/users/usr_1/x", None),
        ("/users/", None),
        ("/Users", None),
        ("/made-up", None),
        ("", None),
    ] {
        assert_eq!(gateway::routes::name(path), expected, "{path}");
    }
}

#[test]
fn a_length_that_no_number_holds_is_too_large() {
    use gateway::http::content_length;
    assert_eq!(content_length(b"12"), Some(12));
    assert_eq!(content_length(b"99999999999999999999"), Some(u64::MAX));
    for odd in [&b""[..], b"-1", b"+1", b"1 2", b"0x1"] {
        assert_eq!(content_length(odd), None);
    }
}
