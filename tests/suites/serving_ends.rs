//! How connections and answers end.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};

use nix::sys::signal::Signal;
use tests::checkout;
use tests::http::{Exchange, Reply, connect};
use tests::server::Server;

fn send(stream: &mut TcpStream, exchange: &Exchange) {
    stream.write_all(exchange.head().as_bytes()).expect("it takes the head");
    stream.write_all(&exchange.body).expect("it takes the body");
}

/// Reads to the end of the connection, which must not be a reset.
fn whole(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    stream
        .read_to_string(&mut text)
        .expect("the server closes the connection");
    text
}

#[test]
fn a_client_that_closes_its_side_is_answered() {
    let server = Server::pipeline(&[]);
    let mut csv = String::from("name,email,age\n");
    (0..20_000).for_each(|number| csv += &format!("Somebody,user-{number}@example.com,30\n"));
    for (exchange, status) in [
        (Exchange::user("Ann", "ann@example.com", 30), 201),
        (Exchange::get("/report"), 200),
        (Exchange::post("/validate", "text/csv", csv), 200),
    ] {
        let mut stream = connect(server.port);
        send(&mut stream, &exchange);
        stream.shutdown(Shutdown::Write).expect("it is open");
        let reply = Reply::read(&mut stream);
        assert_eq!(reply.status, status, "{}: {reply:?}", exchange.target);
        let counts = "{\"counts\":{\"read\":20000,\"accepted\":20000,\"rejected\":0}}\n";
        assert!(exchange.target != "/validate" || reply.body.ends_with(counts));
    }
}

/// The server is halted, so that requests and signal meet it at the same moment.
#[test]
fn a_stop_answers_what_was_sent_and_resets_nobody() {
    const REQUEST: &[u8] = b"GET /users HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let server = Server::pipeline(&[]);
    let mut kept: Vec<_> = (0..8).map(|_| connect(server.port)).collect();
    for stream in &mut kept {
        stream.write_all(REQUEST).expect("it takes a request");
        let mut start = [0; 15];
        stream.read_exact(&mut start).expect("it is answered");
        assert_eq!(&start, b"HTTP/1.1 200 OK");
    }
    server.signal(Signal::SIGSTOP);
    let mut new: Vec<_> = (0..8).map(|_| connect(server.port)).collect();
    // Every other one sends a request.
    for stream in kept.iter_mut().chain(&mut new).step_by(2) {
        stream.write_all(REQUEST).expect("it takes a request");
    }
    server.terminate();
    server.signal(Signal::SIGCONT);
    let (kept_before, new_before) = (1, 0);
    for (streams, before) in [(&mut kept, kept_before), (&mut new, new_before)] {
        for (at, stream) in streams.iter_mut().enumerate() {
            let text = whole(stream);
            // The first answer of a kept connection was read in part.
            let answers = text.matches("{\"users\":[],\"next\":null}").count();
            assert_eq!(answers, before + usize::from(at % 2 == 0), "{at}: {text}");
        }
    }
    server.wait_for("\"requests-cut-off\":false");
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn an_answer_is_not_lost_while_the_body_is_still_sent() {
    let server = Server::pipeline(&["--max-body-bytes", "1000"]);
    let exchange = Exchange::post("/validate", "text/csv", vec![b'x'; 20 << 20]);
    for _ in 0..10 {
        let mut stream = connect(server.port);
        // Much of it is sent after the answer.
        send(&mut stream, &exchange);
        assert!(whole(&mut stream).starts_with("HTTP/1.1 413 "));
    }
}

#[test]
fn a_client_that_leaves_is_not_a_failure_of_the_server() {
    let server = Server::pipeline(&[]);
    let exchange = Exchange::user("Ann", "ann@example.com", 30);
    const TIMES: usize = 20;
    for _ in 0..TIMES {
        // Before the end of the request, before the answer, and before the end of the answer.
        let mut stream = connect(server.port);
        stream.write_all(exchange.head().as_bytes()).expect("it takes the head");
        stream.write_all(&exchange.body[..10]).expect("and some of the body");
        send(&mut connect(server.port), &Exchange::get("/report"));
        // Closing a connection with unread bytes resets it.
        let mut stream = connect(server.port);
        send(&mut stream, &Exchange::get("/openapi.json"));
        let mut first = [0; 1];
        stream.read_exact(&mut first).expect("it is answered");
    }
    let begun = std::time::Instant::now();
    while server.said().matches("\"request-id\"").count() < 3 * TIMES {
        assert!(begun.elapsed().as_secs() < 100, "{}", server.said());
    }
    assert!(!server.said().contains("\"level\":\"error\""), "{}", server.said());
    let metrics = server.send(&Exchange::get("/metrics")).body;
    assert!(!metrics.contains("status=\"500\""), "{metrics}");
}

#[test]
fn a_validation_that_fails_after_its_answer_began_says_so() {
    let faulty = checkout("build/faults/gateway-open.wasm");
    let server = Server::pipeline(&["--component", faulty.to_str().expect("text")]);
    let mut file = String::from("name,email,age\n");
    for number in 0..20_000 {
        file.push_str(&format!("Somebody Or Other,user-{number}@example.com,30\n"));
    }
    let counted = |status: &str| {
        server.metric(&format!(
            "pipeline_requests_total{{method=\"POST\",route=\"/validate\",status=\"{status}\"}}"
        ))
    };
    let last = |kind: &str, file: String| {
        let reply = server.send(&Exchange::post("/validate", kind, file));
        let last: serde_json::Value = serde_json::from_str(reply.body.lines().last().expect("a line")).expect("JSON");
        let lines = reply.body.lines().count();
        (reply, lines, last)
    };
    // The component fails.
    let (reply, lines, problem) = last("text/csv", file.clone() + "fault-validator-trap,ann@example.com,30\n");
    assert!(reply.status == 200 && lines > 1000, "{} {lines}", reply.status);
    let problem = &problem["problem"];
    assert_eq!(
        (&problem["type"], &problem["status"]),
        (&"urn:problem:internal".into(), &500.into())
    );
    let id = reply.header("request-id").expect("an id");
    assert_eq!(problem["request-id"], id);
    server.wait_for(id);
    let said = server.said();
    let line = said.lines().find(|line| line.contains(id)).expect("a line");
    for expected in [
        "\"level\":\"error\"",
        "\"status\":200",
        "\"failed\":500",
        "in `validator` (Rust)",
    ] {
        assert!(line.contains(expected), "found no {expected} in {line}");
    }
    assert_eq!((counted("500"), counted("200")), (1, 0));
    // The file does.
    let record = "{\"name\":\"Somebody Or Other\",\"email\":\"nobody@example.com\",\"age\":30},";
    let cut_off = format!("[{}", record.repeat(20_000));
    let (reply, lines, problem) = last("application/json", cut_off);
    assert!(reply.status == 200 && lines > 1000, "{} {lines}", reply.status);
    assert_eq!(problem["problem"]["type"], "urn:problem:malformed");
    assert_eq!((counted("400"), counted("200")), (1, 0));
    // Neither.
    let (_, _, counts) = last("text/csv", file);
    assert_eq!(counts["counts"]["accepted"], 20_000);
    assert_eq!(counted("200"), 1);
}

#[test]
fn health_and_metrics_are_there_while_all_instances_wait_for_clients() {
    let server = Server::pipeline(&["--instances", "2"]);
    let exchange = Exchange::user("Ann", "ann@example.com", 30);
    let mut slow: Vec<_> = (0..5).map(|_| connect(server.port)).collect();
    for stream in &mut slow {
        stream.write_all(exchange.head().as_bytes()).expect("it takes the head");
    }
    let begun = std::time::Instant::now();
    while server.metric("pipeline_requests_in_flight") < 2 {
        assert!(begun.elapsed().as_secs() < 100, "{}", server.said());
    }
    assert_eq!(server.send(&Exchange::get("/healthz")).json()["status"], "ok");
    assert_eq!(server.send(&Exchange::new("HEAD", "/healthz")).status, 200);
    // The slow ones are still waited for.
    for stream in &mut slow {
        stream.set_nonblocking(true).expect("it is open");
        let found = stream.read(&mut [0; 1]);
        assert!(found.is_err_and(|error| error.kind() == ErrorKind::WouldBlock));
    }
}
