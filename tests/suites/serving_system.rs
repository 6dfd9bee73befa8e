//! What the system refuses a server, and what its clients don't accept: bytes in a file, file descriptors, room for an answer.

use std::io::Write;

use tests::http::{Exchange, connect};
use tests::server::Server;

#[test]
fn a_limit_on_the_size_of_a_file_ends_no_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("users.db");
    // In units of 512 B.
    let server = Server::limited("ulimit -f 256", &["--store", store.to_str().expect("text")]).expect("it serves");
    let mut stored = 0;
    let refused = loop {
        let email = format!("user-{stored}@example.com");
        let reply = server.send(&Exchange::user("Ann", &email, 30));
        if reply.status != 201 {
            break reply;
        }
        stored += 1;
        assert!(stored < 10_000, "the limit isn't reached");
    };
    assert_eq!((refused.status, refused.problem().as_str()), (503, "unavailable"));
    assert_eq!(server.send(&Exchange::get("/healthz")).status, 200);
    server.terminate();
    assert_eq!(server.wait().code(), Some(0));
    // Who was told 201 is in the file.
    let server = Server::pipeline(&["--store", store.to_str().expect("text")]);
    let users = server.send(&Exchange::get("/users?limit=1000")).json();
    assert_eq!(users["users"].as_array().map(Vec::len), Some(stored));
}

/// Whichever file a server opens first that the system refuses.
#[test]
fn too_few_open_files_to_start_are_the_host_s_failure() {
    let ends: Vec<String> = (6..32)
        .filter_map(|most| Server::limited(&format!("ulimit -n {most}"), &["--store-of", "inside"]).err())
        .collect();
    for end in &ends {
        let told = end
            .trim_end()
            .ends_with("more open files; raise the limit (`ulimit -n`)");
        assert!(told && end.contains("exit code Some(6)"), "{end}");
    }
    assert!((3..26).contains(&ends.len()), "{ends:?}");
}

#[test]
fn connections_that_cannot_be_accepted_are_logged_once() {
    let server = Server::limited("ulimit -n 40", &["--quiet"]).expect("it serves");
    let many: Vec<_> = (0..60).map(|_| connect(server.port)).collect();
    server.wait_for("cannot accept connections");
    drop(many);
    for _ in 0..20 {
        assert_eq!(server.send(&Exchange::get("/healthz")).status, 200);
    }
    let said = server.said();
    let mut lines = said.lines().filter(|line| line.contains("cannot accept connections"));
    let line: serde_json::Value = serde_json::from_str(lines.next().expect("a line")).expect("JSON");
    assert_eq!(
        (&line["level"], &line["error"]),
        (&"error".into(), &"too many open files".into())
    );
    // Another one may follow after some seconds.
    assert!(lines.count() < 10, "{said}");
}

#[test]
fn an_answer_that_is_not_accepted_at_the_end_counts_as_cut_off() {
    let server = Server::pipeline(&["--grace", "2"]);
    let mut stream = connect(server.port);
    // Together longer than what the system takes for a client that doesn't read.
    let requests = "GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(2000);
    stream.write_all(requests.as_bytes()).expect("it takes them");
    let begun = std::time::Instant::now();
    let mut answered = 0;
    // Until no further one is answered.
    while let now = server.metric(ANSWERED)
        && (now == 0 || now > answered)
    {
        answered = now;
        assert!(begun.elapsed().as_secs() < 100, "{answered}");
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
    server.terminate();
    server.wait_for("\"requests-cut-off\":true");
    assert_eq!(server.wait().code(), Some(0));
}

const ANSWERED: &str = "pipeline_requests_total{method=\"GET\",route=\"/openapi.json\",status=\"200\"}";
