//! Requests that break off, are too large, too slow or malformed; components that fail; and a server's shutdown.

use std::io::Write;
use std::net::Shutdown;
use std::path::PathBuf;
use std::thread;

use tests::http::{Exchange, Reply, connect};
use tests::server::Server;
use tests::{checkout, times};

fn faulty() -> String {
    let path: PathBuf = checkout("build/faults/gateway-open.wasm");
    path.to_str().expect("the checkout's path is text").into()
}

fn is_fine(server: &Server, number: usize) {
    let reply = server.send(&Exchange::user("Ann", &format!("fine-{number}@example.com"), 30));
    assert_eq!(reply.status, 201, "{reply:?}: {}", server.said());
}

/// Waits until an instance handles the request.
fn is_in_flight(server: &Server) {
    let begun = std::time::Instant::now();
    while !server
        .send(&Exchange::get("/metrics"))
        .body
        .contains("pipeline_requests_in_flight 1\n")
    {
        assert!(begun.elapsed().as_secs() < 100, "{}", server.said());
    }
}

#[test]
fn a_body_over_the_limit_is_refused() {
    let server = Server::pipeline(&["--max-body-bytes", "1000"]);
    let told = server.send(&Exchange::post("/validate", "text/csv", vec![b'x'; 1001]));
    assert_eq!((told.status, told.problem().as_str()), (413, "too-large"));
    // A body of unknown length is counted.
    for route in ["/users", "/validate"] {
        let content_type = if route == "/users" {
            "application/json"
        } else {
            "text/csv"
        };
        let mut stream = connect(server.port);
        let head = format!(
            "POST {route} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: {content_type}\r\n\
             transfer-encoding: chunked\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).expect("it takes the head");
        for _ in 0..3 {
            let _ = stream.write_all(format!("200\r\n{}\r\n", " ".repeat(512)).as_bytes());
        }
        let _ = stream.write_all(b"0\r\n\r\n");
        let counted = Reply::read(&mut stream);
        assert_eq!(
            (counted.status, counted.problem().as_str()),
            (413, "too-large"),
            "{route}"
        );
        assert!(counted.body.contains("1000 bytes"), "{}", counted.body);
    }
    is_fine(&server, 0);
}

#[test]
fn a_body_that_breaks_off_is_reported() {
    let server = Server::pipeline(&[]);
    let exchange = Exchange::user("Ann", "ann@example.com", 30);
    let mut stream = connect(server.port);
    stream.write_all(exchange.head().as_bytes()).expect("it takes the head");
    stream.write_all(&exchange.body[..10]).expect("and some of the body");
    stream.shutdown(Shutdown::Write).expect("it is open");
    let reply = Reply::read(&mut stream);
    assert_eq!((reply.status, reply.problem().as_str()), (400, "broken-off"));
    assert_eq!(
        server.send(&Exchange::get("/users")).json()["users"],
        serde_json::json!([])
    );
}

#[test]
fn a_slow_client_is_not_waited_for() {
    let server = Server::pipeline(&["--client-timeout", "1", "--instances", "1"]);
    let exchange = Exchange::user("Ann", "ann@example.com", 30);
    let mut stream = connect(server.port);
    stream.write_all(exchange.head().as_bytes()).expect("it takes the head");
    let reply = Reply::read(&mut stream);
    assert_eq!((reply.status, reply.problem().as_str()), (408, "slow"));
    // The only instance is free again.
    is_fine(&server, 0);
}

#[test]
fn a_head_that_never_ends_is_not_waited_for() {
    use std::io::Read;
    let server = Server::pipeline(&["--client-timeout", "1"]);
    let mut stream = connect(server.port);
    stream.write_all(b"GET /healthz HTTP/1.1\r\n").expect("it takes a line");
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("the server ends it");
    is_fine(&server, 0);
}

#[test]
fn a_request_waits_for_an_instance_or_is_rejected() {
    let server = Server::pipeline(&["--client-timeout", "2", "--instances", "1"]);
    let exchange = Exchange::user("Ann", "ann@example.com", 30);
    let mut holding = connect(server.port);
    holding
        .write_all(exchange.head().as_bytes())
        .expect("it takes the head");
    // Bytes that come in time keep the first request alive while the second waits.
    let reply = thread::scope(|scope| {
        let waiting = scope.spawn(|| server.send(&Exchange::get("/users")));
        for byte in &exchange.body[..5] {
            thread::sleep(std::time::Duration::from_millis(700));
            let _ = holding.write_all(&[*byte]);
        }
        waiting.join().expect("it is answered")
    });
    // Which of the two comes first depends on the moment; a request is answered either way.
    assert!(matches!(reply.status, 200 | 503), "{reply:?}");
    if reply.status == 503 {
        assert_eq!(
            (reply.problem().as_str(), reply.header("retry-after")),
            ("unavailable", Some("1"))
        );
    }
}

#[test]
fn a_part_that_fails_fails_its_request_alone() {
    for reuse in ["1", "1000"] {
        let arguments = [
            "--component",
            &faulty(),
            "--reuse",
            reuse,
            "--timeout",
            "2",
            "--max-memory",
            "268435456",
        ];
        let server = Server::pipeline(&arguments);
        is_fine(&server, 0);
        let faults = [
            ("trap", "unreachable"),
            ("loop", "`timeout`"),
            ("memory", "`max-memory`"),
        ];
        for (number, (fault, words)) in faults.into_iter().cycle().take(times(3, 60)).enumerate() {
            for (part, language) in [("validator", "Rust"), ("service", "Go")] {
                let name = format!("fault-{part}-{fault}");
                let email = format!("{part}-{number}@example.com");
                let file = format!("name,email,age\n{name},{email},30\n");
                // A file's job runs in an instance of its own.
                for exchange in [
                    Exchange::user(&name, &email, 30),
                    Exchange::post("/validate", "text/csv", file),
                ] {
                    let reply = server.send(&exchange);
                    let kind = (reply.status, reply.problem());
                    assert_eq!(kind, (500, "internal".into()), "{name}: {reply:?}");
                    let id = reply.header("request-id").expect("an id").to_owned();
                    assert_eq!(reply.json()["request-id"], id.as_str());
                    server.wait_for(&id);
                    let said = server.said();
                    let id = format!("\"{id}\"");
                    let line = said.lines().find(|line| line.contains(&id)).expect("a line");
                    // The service of the stored users has a name of its own.
                    let part = if exchange.target == "/users" && part == "service" {
                        "users"
                    } else {
                        part
                    };
                    for expected in [&format!("in `{part}` ({language})"), words] {
                        assert!(line.contains(expected), "{name}: found no {expected} in {line}");
                    }
                }
                is_fine(&server, 100 * number + 1 + usize::from(part == "service"));
            }
        }
        let metrics = server.send(&Exchange::get("/metrics")).body;
        assert!(metrics.contains("cause=\"trap\""), "{metrics}");
    }
}

/// Enough for a request, and not for ten.
#[test]
fn a_request_to_a_reused_instance_has_all_the_fuel() {
    let server = Server::pipeline(&["--reuse", "1000", "--instances", "1", "--fuel", "600000"]);
    for number in 0..30 {
        is_fine(&server, number);
    }
    let metrics = server.send(&Exchange::get("/metrics")).body;
    assert!(!metrics.contains("cause=\"fuel\"} 1"), "{metrics}");
}

#[test]
fn a_stopped_server_answers_its_open_requests() {
    let server = Server::pipeline(&[]);
    let exchange = Exchange::user("Ann", "ann@example.com", 30);
    let mut stream = connect(server.port);
    stream.write_all(exchange.head().as_bytes()).expect("it takes the head");
    stream.write_all(&exchange.body[..10]).expect("and some of the body");
    is_in_flight(&server);
    server.terminate();
    server.wait_for("stopping");
    stream.write_all(&exchange.body[10..]).expect("it takes the rest");
    assert_eq!(Reply::read(&mut stream).status, 201);
    server.wait_for("\"requests-cut-off\":false");
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn a_server_ends_when_its_grace_is_over() {
    let server = Server::pipeline(&["--grace", "1"]);
    let exchange = Exchange::user("Ann", "ann@example.com", 30);
    let mut stream = connect(server.port);
    stream.write_all(exchange.head().as_bytes()).expect("it takes the head");
    is_in_flight(&server);
    server.terminate();
    server.wait_for("\"requests-cut-off\":true");
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn an_address_in_use_is_an_error() {
    let server = Server::pipeline(&[]);
    let address = format!("127.0.0.1:{}", server.port);
    let host = tests::host::Host::Wasmtime;
    let answer = host.call(&checkout("tests"), &["serve", "--addr", &address]);
    assert_eq!(answer.code, 2, "{}", answer.stderr);
    assert!(
        answer
            .stderr
            .contains(&format!("error: cannot serve on `{address}`: address")),
        "{}",
        answer.stderr
    );
}

/// Instances come and go with the requests, and leak no memory.
#[test]
fn memory_stays_as_it_is() {
    let server = Server::pipeline(&["--quiet"]);
    let resident = || {
        let metrics = server.send(&Exchange::get("/metrics")).body;
        let line = metrics
            .lines()
            .find_map(|line| line.strip_prefix("process_resident_memory_bytes "));
        line.expect("it is there").parse::<u64>().expect("a number")
    };
    let requests = |count| (0..count).for_each(|_| assert_eq!(server.send(&Exchange::get("/users")).status, 200));
    requests(500);
    let before = resident();
    requests(times(2000, 1_000_000));
    let after = resident();
    assert!(after < before + (32 << 20), "found {after} B, {before} B before");
}
