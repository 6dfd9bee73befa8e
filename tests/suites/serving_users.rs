//! Stored users, and a server's answers about each.

use tests::checkout;
use tests::http::Exchange;
use tests::server::Server;

const USER: &str = r#"{"name":"Ann","email":"ann@example.com","age":30}"#;
const ID: &str = "usr_24nkqm53jkbp3hvs0jy686a8z2";

/// Users live as long as the store.
fn users_last(server: &Server) {
    let emails = ["ann@example.com", "bob@example.com", "eve@example.com"];
    for email in emails {
        assert_eq!(
            server.send(&Exchange::user("Somebody", email, 30)).status,
            201,
            "{}",
            server.said()
        );
    }
    let again = server.send(&Exchange::user("Another", "ANN@example.com", 40));
    assert_eq!((again.status, again.problem().as_str()), (409, "taken"));
    let one = server.send(&Exchange::get(&format!("/users/{ID}")));
    assert_eq!((one.status, &one.json()["name"]), (200, &"Somebody".into()));
    let mut found = Vec::new();
    let mut target = String::from("/users?limit=2");
    loop {
        let page = server.send(&Exchange::get(&target)).json();
        let users = page["users"].as_array().expect("a list");
        found.extend(
            users
                .iter()
                .map(|user| user["email"].as_str().expect("text").to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => target = format!("/users?limit=2&after={next}"),
            None => break,
        }
    }
    found.sort();
    assert_eq!(found, emails);
    assert_eq!(server.send(&Exchange::get("/report?format=json")).json()["accepted"], 3);
    // Validating a file neither sees the stored users nor adds any.
    let csv = "name,email,age\nAnn,ann@example.com,30\nNew,new@example.com,30\n";
    let validated = server.send(&Exchange::post("/validate", "text/csv", csv));
    assert!(validated.body.contains("\"accepted\":2"), "{}", validated.body);
    assert_eq!(server.send(&Exchange::get("/report?format=json")).json()["accepted"], 3);
}

#[test]
fn users_last_as_long_as_the_server() {
    users_last(&Server::pipeline(&[]));
}

#[test]
fn users_last_where_instances_are_used_again() {
    let server = Server::pipeline(&["--reuse", "100", "--instances", "1"]);
    users_last(&server);
    let twice = |server: &Server| server.send(&Exchange::post("/validate", "text/csv", "name,email,age\n"));
    assert_eq!((twice(&server).status, twice(&server).status), (200, 200));
    assert_eq!(twice(&server).header("instance-life"), None);
}

#[test]
fn users_last_in_one_instance_of_jco() {
    users_last(&Server::jco(&checkout("build/gateway.wasm"), &[]));
}

#[test]
fn a_file_of_users_outlives_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("users.db");
    let store = store.to_str().expect("text");
    users_last(&Server::pipeline(&["--store", store]));
    let server = Server::pipeline(&["--store", store]);
    assert_eq!(server.send(&Exchange::get(&format!("/users/{ID}"))).status, 200);
}

#[test]
fn metrics_and_log_have_each_request() {
    let server = Server::pipeline(&[]);
    let reply = server.send(&Exchange::user("Ann", "ann@example.com", 30));
    let id = reply.header("request-id").expect("an id").to_owned();
    server.wait_for(&id);
    let said = server.said();
    let line = said.lines().find(|line| line.contains(&id)).expect("a line");
    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(
        (&line["method"], &line["path"], &line["status"]),
        (&"POST".into(), &"/users".into(), &201.into())
    );
    assert_eq!(
        (&line["read"], &line["broken-off"]),
        (&USER.len().into(), &serde_json::Value::Null)
    );
    server.send(&Exchange::get("/made-up"));
    let metrics = server.send(&Exchange::get("/metrics")).body;
    for expected in [
        "pipeline_requests_total{method=\"POST\",route=\"/users\",status=\"201\"} 1\n",
        "pipeline_requests_total{method=\"GET\",route=\"other\",status=\"404\"} 1\n",
        "pipeline_request_seconds_count{route=\"/users\"} 1\n",
        "pipeline_instances_total 2\n",
    ] {
        assert!(metrics.contains(expected), "found no `{expected}` in {metrics}");
    }
}
