//! What clients and operators do to a server for long: its memory, its metrics, its log and its store.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::thread;

use tests::http::{Exchange, connect};
use tests::server::Server;

/// Sends requests over one connection, and counts the answers.
fn answers(port: u16, requests: &str) -> usize {
    let mut stream = connect(port);
    stream.write_all(requests.as_bytes()).expect("it takes them");
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).matches("HTTP/1.1 ").count()
}

const HOSTILE: usize = 100_000;
const BATCH: usize = 50;

/// Requests with a method, a route, a version or a status that no other request has.
fn hostile(batch: usize) -> String {
    let mut requests = String::new();
    for number in batch * BATCH..(batch + 1) * BATCH - 1 {
        let long = "x".repeat(if number % 100 == 0 { 20_000 } else { 10 });
        requests += &match number % 5 {
            0 => format!("M{long}{number} /users HTTP/1.1\r\nhost: a\r\n\r\n"),
            1 => format!("GET /{number}/{long} HTTP/1.1\r\nhost: a\r\n\r\n"),
            2 => format!("PUT /users/{long}{number}?a={number} HTTP/1.1\r\nhost: a\r\n\r\n"),
            3 => format!("Get{number} /metrics/{number} HTTP/1.1\r\nhost: a{number}\r\n\r\n"),
            _ => format!("GET /users?limit={number}x HTTP/1.1\r\nhost: b:{number}\r\nhost: c\r\n\r\n"),
        };
    }
    // Ends the connection: a version that isn't known, and a head that isn't HTTP.
    requests + &format!("GET /{batch} HTTP/{}.{batch}\r\nhost: a\r\n\r\n", batch + 2)
}

#[test]
fn hostile_requests_leave_memory_and_metrics_as_they_are() {
    let server = Server::pipeline(&["--quiet", "--reuse", "1000"]);
    let figures = || {
        let metrics = server.send(&Exchange::get("/metrics")).body;
        let series: Vec<String> = metrics
            .lines()
            .filter(|line| line.starts_with("pipeline_request"))
            .map(|line| line.rsplit_once(' ').expect("a value").0.into())
            .collect();
        (server.metric("process_resident_memory_bytes"), series, metrics.len())
    };
    let send = |batches: std::ops::Range<usize>| {
        batches.for_each(|batch| assert_eq!(answers(server.port, &hostile(batch)), BATCH, "{batch}"));
    };
    let batches = HOSTILE / BATCH;
    send(0..batches / 20);
    // The first request for them creates series too.
    figures();
    let (memory, series, bytes) = figures();
    thread::scope(|scope| {
        for part in 0..4 {
            let quarter = batches / 4;
            scope.spawn(move || send(part * quarter..(part + 1) * quarter));
        }
    });
    let (memory_after, series_after, bytes_after) = figures();
    assert_eq!(series_after, series);
    assert!(bytes_after < bytes + 1000, "found {bytes_after} B, {bytes} B before");
    assert!(
        memory_after < memory + (32 << 20),
        "found {memory_after} B, {memory} B before"
    );
}

const DROPPED: &str = "pipeline_log_lines_dropped_total";

/// Sends requests until the log is full, and then some.
fn fill(server: &Server) {
    let path = format!("/{}", "y".repeat(1000));
    for _ in 0..100 {
        for _ in 0..100 {
            assert_eq!(server.send(&Exchange::get(&path)).status, 404);
        }
        if server.metric(DROPPED) > 100 {
            return;
        }
    }
    panic!("the log isn't full");
}

#[test]
fn a_log_that_is_not_read_delays_no_request() {
    let mut server = Server::unread(&[]);
    fill(&server);
    server.read_log();
    server.wait_for("log lines dropped");
    let dropped = server.metric(DROPPED);
    let said = server.said();
    let told = said
        .lines()
        .filter(|line| line.contains("log lines dropped"))
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            line["lines"].as_u64().expect("a number")
        });
    assert_eq!(told.sum::<u64>(), dropped);
    // Whatever comes now is logged.
    let id = server
        .send(&Exchange::get("/healthz"))
        .header("request-id")
        .expect("an id")
        .to_owned();
    server.wait_for(&id);
}

#[test]
fn a_log_that_is_not_read_does_not_delay_the_end() {
    let server = Server::unread(&["--grace", "1"]);
    fill(&server);
    // A request that never ends, so that the grace period has to.
    let mut stream = connect(server.port);
    let head = Exchange::user("Ann", "ann@example.com", 30).head();
    stream.write_all(head.as_bytes()).expect("it takes the head");
    server.terminate();
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn a_long_path_is_logged_in_part() {
    let server = Server::pipeline(&[]);
    let reply = server.send(&Exchange::get(&format!("/{}", "é".repeat(10_000))));
    assert_eq!(reply.status, 404);
    server.wait_for(reply.header("request-id").expect("an id"));
    let said = server.said();
    let line = said.lines().find(|line| line.contains("éé")).expect("a line");
    assert!(line.len() < 2000 && line.contains("more bytes"), "{line}");
}

/// What happens to a store while it is served.
fn lost(how: impl Fn(&Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).expect("a folder");
    let file = inside.join("users.db");
    let server = Server::pipeline(&["--store", file.to_str().expect("text")]);
    assert_eq!(server.send(&Exchange::user("Ann", "ann@example.com", 30)).status, 201);
    how(&file);
    for exchange in [
        Exchange::user("Bob", "bob@example.com", 30),
        Exchange::get("/users"),
        Exchange::get("/report"),
    ] {
        let reply = server.send(&exchange);
        let kind = (reply.status, reply.problem());
        assert_eq!(kind, (503, "unavailable".into()), "{}: {reply:?}", exchange.target);
        assert!(!reply.body.contains("users.db"), "{reply:?}");
        server.wait_for(reply.header("request-id").expect("an id"));
    }
    server.wait_for("was deleted or replaced");
    assert_eq!(server.send(&Exchange::get("/healthz")).status, 200);
}

#[test]
fn a_store_that_disappears_is_noticed() {
    lost(|file| fs::remove_file(file).expect("it is there"));
    lost(|file| fs::rename(file, file.with_extension("old")).expect("it is there"));
    lost(|file| {
        fs::rename(
            file.parent().expect("a folder"),
            file.parent().expect("a folder").with_extension("old"),
        )
        .expect("it is there")
    });
    lost(|file| fs::remove_file(file.with_extension("db-wal")).expect("it is there"));
    lost(|file| {
        let copy = file.with_extension("copy");
        fs::copy(file, &copy).expect("it is there");
        fs::rename(&copy, file).expect("it is there");
    });
}

#[test]
fn a_store_that_comes_back_is_used_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, away) = (folder.path().join("users.db"), folder.path().join("away.db"));
    let server = Server::pipeline(&["--store", file.to_str().expect("text")]);
    fs::rename(&file, &away).expect("it is there");
    assert_eq!(server.send(&Exchange::user("Ann", "ann@example.com", 30)).status, 503);
    fs::rename(&away, &file).expect("it is there");
    assert_eq!(server.send(&Exchange::user("Bob", "bob@example.com", 30)).status, 201);
}

#[test]
fn all_requests_together_have_limited_memory() {
    const TOTAL: u64 = 400 << 20;
    let server = Server::pipeline(&["--max-total-memory", &TOTAL.to_string()]);
    let record = format!("{},a@example.com,30\n", "x".repeat(15 << 20));
    let body = format!("name,email,age\n{record}{record}");
    let validate = || server.send(&Exchange::post("/validate", "text/csv", body.clone()));
    assert_eq!(validate().status, 200, "one alone fits");
    let replies: Vec<_> = thread::scope(|scope| {
        let sent: Vec<_> = (0..12).map(|_| scope.spawn(validate)).collect();
        sent.into_iter()
            .map(|sent| sent.join().expect("it is answered"))
            .collect()
    });
    let last = |body: &str| {
        body.lines()
            .last()
            .unwrap_or_default()
            .chars()
            .take(300)
            .collect::<String>()
    };
    let mut refused = 0;
    for reply in &replies {
        let last = last(&reply.body);
        match reply.status {
            503 => refused += 1,
            200 if last.contains("\"status\":503") => refused += 1,
            200 if last.starts_with("{\"counts\"") => {}
            _ => panic!("{} {last}", reply.status),
        }
    }
    assert!(refused > 0, "all of them fit");
    let counted = ["503"].map(|status| {
        server.metric(&format!(
            "pipeline_requests_total{{method=\"POST\",route=\"/validate\",status=\"{status}\"}}"
        ))
    });
    assert_eq!(counted, [refused]);
    // The host's own memory, and copies of what passes between instances.
    let peak = server.peak();
    assert!(peak < TOTAL + (250 << 20), "found {peak} B");
    // What was held is given back.
    assert_eq!(validate().status, 200);
    assert_eq!(server.send(&Exchange::user("Ann", "ann@example.com", 30)).status, 201);
}
