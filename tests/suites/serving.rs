//! The gateway on three servers: `pipeline serve`, the stock `wasmtime serve` and `jco serve`. The same request gets the
//! same answer on each. With `SERVER`, a command that prints its address, `pipeline serve` is compared with that server.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use libtest_mimic::Trial;
use tests::checkout;
use tests::http::{Exchange, Reply};
use tests::server::Server;

const USER: &str = r#"{"name":"Ann","email":"ann@example.com","age":30}"#;
const ID: &str = "usr_24nkqm53jkbp3hvs0jy686a8z2";

fn gateway() -> PathBuf {
    checkout("build/gateway.wasm")
}

/// One server of each kind, with one instance per request and the store inside, so that no answer depends on earlier ones. The server
/// of `SERVER` has no such instances, but a store for each host name.
static SERVERS: OnceLock<Vec<(&str, Server)>> = OnceLock::new();

fn servers() -> &'static [(&'static str, Server)] {
    SERVERS.get_or_init(|| {
        let first = ("pipeline", Server::pipeline(&["--store-of", "inside"]));
        match std::env::var("SERVER") {
            Ok(command) => vec![first, ("`SERVER`", Server::of_command(&command))],
            Err(_) => vec![
                first,
                ("wasmtime", Server::wasmtime(&gateway())),
                ("jco", Server::jco(&gateway(), &["--isolate-requests", "instance"])),
            ],
        }
    })
}

/// `pipeline serve` with its defaults: the host provides store, jobs and reports.
static APART: OnceLock<Server> = OnceLock::new();

fn apart() -> (&'static str, &'static Server) {
    (
        "pipeline, open composition",
        APART.get_or_init(|| Server::pipeline(&[])),
    )
}

/// The answer of all servers to a request; fails if they differ.
fn everywhere(exchange: &Exchange) -> Reply {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let host = format!("{}.localhost", ASKED.fetch_add(1, Ordering::Relaxed));
    let exchange = exchange.clone().at(&host);
    let told = |server: &Server| {
        let reply = server.send(&exchange);
        // Servers add headers of their own.
        let ours = ["content-type", "content-length", "location", "allow", "accept-encoding"];
        let headers = reply.headers.iter().filter(|(name, _)| ours.contains(&name.as_str()));
        let mut headers: Vec<_> = headers.cloned().collect();
        headers.sort();
        Reply { headers, ..reply }
    };
    let [(_, first), others @ ..] = servers() else {
        unreachable!("there are several")
    };
    let expected = told(first);
    // Where users are stored, the answer to a new one depends on the earlier ones.
    let unmoved = exchange.method != "POST" || exchange.target == "/validate";
    let apart = unmoved.then(apart);
    for (name, server) in others.iter().map(|(name, server)| (*name, server)).chain(apart) {
        let found = told(server);
        let target = &exchange.target;
        assert!(
            found == expected,
            "{name}, {target}: found {}, expected {}",
            shown(&found),
            shown(&expected)
        );
    }
    expected
}

/// The end of a long reply.
fn shown(reply: &Reply) -> String {
    let start = reply.body.len().saturating_sub(2000);
    format!(
        "{} {:?} {}",
        reply.status,
        reply.headers,
        String::from_utf8_lossy(&reply.body.as_bytes()[start..])
    )
}

fn a_user_is_created() {
    let reply = everywhere(&Exchange::post("/users", "application/json", USER));
    assert_eq!(reply.status, 201);
    assert_eq!(reply.header("location"), Some(format!("/users/{ID}").as_str()));
    let expected = format!(r#"{{"id":"{ID}","name":"Ann","email":"ann@example.com","age":30}}"#);
    assert_eq!(reply.body.trim_end(), expected);
}

fn a_user_that_breaks_rules_gets_all_errors() {
    let reply = everywhere(&Exchange::user("A", "ann@example", 3));
    assert_eq!((reply.status, reply.problem().as_str()), (422, "invalid-user"));
    let errors = reply.json()["errors"].clone();
    assert_eq!(errors[0]["message"], "Name must be at least 2 characters");
    assert_eq!(errors[1]["field"], "email");
    assert_eq!(errors[2]["message"], "Must be at least 13 years old");
}

fn many_users_are_answered_one_by_one() {
    let body = format!(r#"[{USER},{USER},{{"name":"Bob","email":"bob@example.com"}},7]"#);
    let reply = everywhere(&Exchange::post("/users", "application/json; charset=utf-8", body));
    assert_eq!(reply.status, 207);
    let many = reply.json();
    let statuses = [0, 1, 2, 3].map(|at| many["results"][at]["status"].as_u64().expect("a status"));
    assert_eq!(statuses, [201, 409, 422, 422]);
    assert_eq!(many["results"][2]["errors"][0]["message"], "Missing");
    assert_eq!(
        many["results"][3]["errors"][0]["message"],
        "Expected an object, found 7"
    );
    assert_eq!((&many["created"], &many["refused"]), (&1.into(), &3.into()));
}

fn a_body_that_is_not_a_user_is_rejected_by_kind() {
    let post = |body: &str| everywhere(&Exchange::post("/users", "application/json", body));
    let malformed = post("{\n  \"name\": \"Ann\",,}");
    assert_eq!((malformed.status, malformed.problem().as_str()), (400, "malformed"));
    assert_eq!(
        malformed.json()["position"],
        serde_json::json!({ "line": 2, "column": 17 })
    );
    let types = post(r#"{"name":null,"email":["a"],"age":"30"}"#);
    assert_eq!((types.status, types.problem().as_str()), (422, "invalid-user"));
    let messages = types.json()["errors"].clone();
    assert_eq!(messages[0]["message"], "Expected a string, found null");
    assert_eq!(
        messages[2]["message"],
        "Expected a whole number from 0 to 4294967295, found a string"
    );
    assert_eq!(
        everywhere(&Exchange::post("/users", "text/plain", USER)).problem(),
        "content-type"
    );
}

fn unknown_routes_and_methods_are_distinguished() {
    assert_eq!(everywhere(&Exchange::get("/nowhere")).problem(), "unknown-route");
    assert_eq!(everywhere(&Exchange::get("/users/a/b")).problem(), "unknown-route");
    let reply = everywhere(&Exchange::new("DELETE", "/users"));
    assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD, POST")));
    let reply = everywhere(&Exchange::get("/validate"));
    assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
    assert_eq!(
        everywhere(&Exchange::get("/users/usr_nobody")).problem(),
        "unknown-user"
    );
    assert_eq!(everywhere(&Exchange::get("/users/%zz")).problem(), "malformed");
    assert_eq!(everywhere(&Exchange::get("/users?limit=0")).problem(), "malformed");
    assert_eq!(
        everywhere(&Exchange::get("/users?limit=1&limit=2")).problem(),
        "malformed"
    );
}

fn health_and_description_are_there() {
    assert_eq!(everywhere(&Exchange::get("/healthz")).json()["status"], "ok");
    assert_eq!(everywhere(&Exchange::get("/openapi.json")).json()["openapi"], "3.1.0");
    assert_eq!(
        everywhere(&Exchange::get("/users")).json(),
        serde_json::json!({ "users": [], "next": null })
    );
}

fn a_report_comes_in_the_format_that_is_asked_for() {
    for (format, start) in [("html", "<!"), ("json", "{"), ("markdown", "## "), ("svg", "<svg")] {
        let reply = everywhere(&Exchange::get(&format!("/report?format={format}")));
        assert!(
            reply.status == 200 && reply.body.starts_with(start),
            "{format}: {reply:?}"
        );
    }
    let accepted = |accept| everywhere(&Exchange::get("/report").with("accept", accept));
    assert_eq!(
        accepted("image/*").header("content-type"),
        Some("image/svg+xml; charset=utf-8")
    );
    assert_eq!(
        accepted("text/html;q=0, application/json").header("content-type"),
        Some("application/json")
    );
    assert_eq!(accepted("application/pdf").problem(), "format");
    assert_eq!(everywhere(&Exchange::get("/report?format=pdf")).status, 406);
}

fn the_weights_of_accept_count_in_all_its_headers() {
    let accepted = |values: &[&'static str]| {
        let get = Exchange::get("/report");
        let reply = everywhere(&values.iter().fold(get, |get, value| get.with("accept", value)));
        let content_type = reply.header("content-type").expect("a type").to_owned();
        (reply.status, content_type)
    };
    let json = || (200, "application/json".to_owned());
    assert_eq!(accepted(&["*/*;q=0.1, application/json"]), json());
    assert_eq!(accepted(&["*/*;q=0.1", "application/json"]), json());
    assert_eq!(
        accepted(&["text/html;q=0.2", "application/json;q=0.9", "image/*;q=0.3"]),
        json()
    );
    assert_eq!(accepted(&["text/html;q=0", "application/json;q=0"]).0, 406);
}

fn head_is_get_without_a_body() {
    for target in [
        "/healthz",
        "/openapi.json",
        "/users",
        "/users/usr_nobody",
        "/report?format=json",
        "/nowhere",
    ] {
        let (get, head) = (
            everywhere(&Exchange::get(target)),
            everywhere(&Exchange::new("HEAD", target)),
        );
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{target}");
        assert_eq!(head.headers, get.headers, "{target}");
    }
    assert_eq!(everywhere(&Exchange::new("HEAD", "/validate")).status, 405);
}

fn a_body_in_another_encoding_is_refused() {
    for (target, content_type) in [("/users", "application/json"), ("/validate", "application/x-ndjson")] {
        let post = |content_type: &str| Exchange::post(target, content_type, USER);
        let encoded = everywhere(&post(content_type).with("content-encoding", "gzip"));
        assert_eq!((encoded.status, encoded.problem().as_str()), (415, "content-type"));
        assert_eq!(encoded.header("accept-encoding"), Some("identity"));
        let plain = everywhere(&post(content_type).with("content-encoding", "identity"));
        assert!(matches!(plain.status, 200 | 201), "{plain:?}");
        for charset in ["iso-8859-1", "utf-16", "\"windows-1252\""] {
            let latin = everywhere(&post(&format!("{content_type}; charset={charset}")));
            assert_eq!(
                (latin.status, latin.problem().as_str()),
                (415, "content-type"),
                "{charset}"
            );
        }
        let utf8 = everywhere(&post(&format!("{content_type}; Charset=\"UTF-8\"")));
        assert!(matches!(utf8.status, 200 | 201), "{utf8:?}");
        let two = everywhere(&post(content_type).with("content-type", "text/csv"));
        assert_eq!(two.status, 415, "{two:?}");
    }
}

fn json_is_read_as_described() {
    let post = |body: &str| everywhere(&Exchange::post("/users", "application/json", body));
    assert_eq!(post(&format!("\u{feff}{USER}")).status, 201);
    assert_eq!(post(&USER.replace("30", "30.0")).json()["age"], 30);
    assert_eq!(post(&USER.replace("30", "3e1")).json()["age"], 30);
    let twice = post(&USER.replace("\"age\"", "\"name\":\"Eve\",\"age\""));
    assert_eq!((twice.status, twice.problem().as_str()), (422, "invalid-user"));
    let given_twice = serde_json::json!([{ "field": "name", "message": "Given twice" }]);
    assert_eq!(twice.json()["errors"], given_twice);
    // As in a file.
    let file = everywhere(&Exchange::post(
        "/validate",
        "application/x-ndjson",
        format!("\u{feff}{}", USER.replace("\"age\"", "\"name\":\"Eve\",\"age\"")),
    ));
    assert!(file.body.contains(&given_twice.to_string()), "{}", file.body);
    assert_eq!(
        post("").json()["position"],
        serde_json::json!({ "line": 1, "column": 1 })
    );
    assert_eq!(
        post("\n").json()["position"],
        serde_json::json!({ "line": 2, "column": 1 })
    );
}

fn a_file_is_validated_as_it_comes() {
    let csv = "name,email,age\nAnn,ann@example.com,30\n,b@example.com,40\nAnn,ANN@example.com,31\n";
    let reply = everywhere(&Exchange::post("/validate", "text/csv", csv));
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("application/x-ndjson"))
    );
    let lines: Vec<serde_json::Value> = reply
        .body
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0]["id"], ID);
    assert_eq!(lines[1]["errors"][0]["message"], "Name cannot be empty");
    assert_eq!(
        lines[2]["errors"][0]["message"],
        "Duplicate email, first seen in record 1"
    );
    assert_eq!(
        lines[3]["counts"],
        serde_json::json!({ "read": 3, "accepted": 1, "rejected": 2 })
    );
    let ndjson = everywhere(&Exchange::post("/validate", "application/x-ndjson", USER));
    assert_eq!(ndjson.body.lines().count(), 2);
}

fn a_large_file_is_validated_to_its_end() {
    let mut csv = String::from("name,email,age\n");
    for number in 0..40_000 {
        csv.push_str(&format!("Somebody Or Other,user-{number}@example.com,30\n"));
    }
    let reply = everywhere(&Exchange::post("/validate", "text/csv", csv));
    assert_eq!(reply.body.lines().count(), 40_001);
    assert!(
        reply
            .body
            .ends_with("{\"counts\":{\"read\":40000,\"accepted\":40000,\"rejected\":0}}\n")
    );
}

fn a_file_that_cannot_be_read_is_a_problem() {
    let reply = everywhere(&Exchange::post("/validate", "text/csv", "name,age\nAnn,30\n"));
    assert_eq!((reply.status, reply.problem().as_str()), (400, "malformed"));
    assert!(reply.body.contains("`email`"), "{}", reply.body);
    assert_eq!(everywhere(&Exchange::post("/validate", "image/png", "x")).status, 415);
    // Once lines have been sent, the last line reports the problem.
    let mut json = String::from("[");
    for number in 0..20_000 {
        json.push_str(&format!(
            r#"{{"name":"Ann","email":"user-{number}@example.com","age":30}},"#
        ));
    }
    // How many lines precede it depends on how the body arrived.
    let all = servers().iter().map(|(name, server)| (*name, server));
    for (name, server) in all.chain([apart()]) {
        let reply = server.send(&Exchange::post("/validate", "application/json", json.clone()));
        assert!(reply.whole, "{name}: {}", shown(&reply));
        let last: serde_json::Value = serde_json::from_str(reply.body.lines().last().expect("a line")).expect("JSON");
        let kind = &last["problem"]["type"];
        assert_eq!((reply.status, kind), (200, &"urn:problem:malformed".into()), "{name}");
    }
}

macro_rules! trials {
    ($($name:ident)*) => { vec![$(Trial::test(concat!("serving::", stringify!($name)), || { $name(); Ok(()) })),*] };
}

pub fn trials() -> Vec<Trial> {
    trials! {
        a_user_is_created
        a_user_that_breaks_rules_gets_all_errors
        many_users_are_answered_one_by_one
        a_body_that_is_not_a_user_is_rejected_by_kind
        unknown_routes_and_methods_are_distinguished
        health_and_description_are_there
        a_report_comes_in_the_format_that_is_asked_for
        the_weights_of_accept_count_in_all_its_headers
        head_is_get_without_a_body
        a_body_in_another_encoding_is_refused
        json_is_read_as_described
        a_file_is_validated_as_it_comes
        a_large_file_is_validated_to_its_end
        a_file_that_cannot_be_read_is_a_problem
    }
}

/// Ends the servers: a static is never dropped.
pub fn stop() {
    if let Some(servers) = SERVERS.get() {
        servers.iter().for_each(|(_, server)| server.kill());
    }
    if let Some(server) = APART.get() {
        server.kill();
    }
}
