//! HTTP as clients speak it, where the server decides and not the gateway.

use std::io::Write;

use tests::http::{Exchange, Reply, raw};
use tests::server::Server;

#[test]
fn a_host_is_required_and_checked_as_the_standard_says() {
    let server = Server::pipeline(&[]);
    let status = |head: &str| raw(server.port, head.replace('|', "\r\n") + "\r\nconnection: close\r\n\r\n").status;
    for good in [
        "GET /healthz HTTP/1.0",
        "GET /healthz HTTP/1.0|host: localhost",
        "GET /healthz HTTP/1.1|host: localhost",
        "GET /healthz HTTP/1.1|host: localhost:8080",
        "GET /healthz HTTP/1.1|host: localhost:",
        "GET /healthz HTTP/1.1|host: [::1]:80",
        "GET /healthz HTTP/1.1|host: [fe80::1%25eth0]",
        "GET /healthz HTTP/1.1|host: 127.0.0.1",
        "GET http://localhost/healthz HTTP/1.1|host: localhost",
        "GET /metrics HTTP/1.0",
    ] {
        assert_eq!(status(good), 200, "{good}");
    }
    for bad in [
        "GET /healthz HTTP/1.1",
        "GET /metrics HTTP/1.1",
        "GET http://localhost/healthz HTTP/1.1",
        "GET /healthz HTTP/1.1|host: a|host: b",
        "GET /healthz HTTP/1.1|host: a|host: a",
        "GET /healthz HTTP/1.0|host: a|host: b",
        "GET /healthz HTTP/1.1|host:",
        "GET /healthz HTTP/1.1|host: a b",
        "GET /healthz HTTP/1.1|host: a, b",
        "GET /healthz HTTP/1.1|host: a@b",
        "GET /healthz HTTP/1.1|host: a/b",
        "GET /healthz HTTP/1.1|host: :80",
        "GET /healthz HTTP/1.1|host: a:99999",
        "GET /healthz HTTP/1.1|host: a:b",
        "GET /healthz HTTP/1.1|host: a:+80",
        "GET /healthz HTTP/1.1|host: []",
        "GET /healthz HTTP/1.1|host: [a]:80",
        "GET /healthz HTTP/1.1|host: [::1",
        "GET /healthz HTTP/1.1|host: http://a",
        "GET http://user@localhost/healthz HTTP/1.1|host: localhost",
        "GET http://localhost:99999/healthz HTTP/1.1|host: localhost",
        "GET localhost:80 HTTP/1.1|host: localhost",
        "CONNECT localhost:80 HTTP/1.1|host: localhost",
    ] {
        assert_eq!(status(bad), 400, "{bad}");
    }
}

#[test]
fn metrics_have_the_methods_of_the_other_routes() {
    let server = Server::pipeline(&[]);
    let head = server.send(&Exchange::new("HEAD", "/metrics"));
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(
        head.header("content-length").is_some_and(|length| length != "0"),
        "{head:?}"
    );
    let post = server.send(&Exchange::post("/metrics", "text/plain", "x"));
    assert_eq!((post.status, post.problem().as_str()), (405, "method"));
    assert_eq!(post.header("allow"), Some("GET, HEAD"));
}

#[test]
fn a_length_beyond_every_number_is_too_large() {
    let server = Server::pipeline(&[]);
    for length in [
        "67108865",
        "9223372036854775807",
        "18446744073709551613",
        "18446744073709551615",
        "18446744073709551616",
        "999999999999999999999999999999",
    ] {
        let reply = raw(
            server.port,
            format!(
                "POST /validate HTTP/1.1\r\nhost: a\r\ncontent-type: text/csv\r\ncontent-length: {length}\r\n\r\nname"
            ),
        );
        assert_eq!((reply.status, reply.problem().as_str()), (413, "too-large"), "{length}");
    }
    for length in ["-1", "+1", "1 1", "x", "1, 2"] {
        let reply = raw(
            server.port,
            format!(
                "POST /validate HTTP/1.1\r\nhost: a\r\ncontent-type: text/csv\r\ncontent-length: {length}\r\n\r\nname"
            ),
        );
        assert_eq!((reply.status, reply.problem().as_str()), (400, "malformed"), "{length}");
    }
}

#[test]
fn a_head_that_is_too_large_or_not_http_is_a_problem() {
    let server = Server::pipeline(&[]);
    let long = "x".repeat(300_000);
    let many = "a: b\r\n".repeat(1000);
    for (head, status, kind) in [
        (format!("GET /{long} HTTP/1.1\r\nhost: a\r\n\r\n"), 414, "target"),
        (format!("GET / HTTP/1.1\r\nhost: a\r\nx: {long}\r\n\r\n"), 431, "head"),
        (format!("GET / HTTP/1.1\r\nhost: a\r\n{many}\r\n"), 431, "head"),
        ("GET / HTTP/1.7\r\nhost: a\r\n\r\n".into(), 400, "malformed"),
        ("GET /\x01 HTTP/1.1\r\nhost: a\r\n\r\n".into(), 400, "malformed"),
        ("nonsense\r\n\r\n".into(), 400, "malformed"),
        (
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".into(),
            400,
            "malformed",
        ),
    ] {
        let reply = raw(server.port, &head);
        assert_eq!(
            (reply.status, reply.problem().as_str()),
            (status, kind),
            "{}",
            &head[..30.min(head.len())]
        );
    }
    // An answer to HEAD has no body.
    let reply = raw(server.port, "HEAD /\x01 HTTP/1.1\r\nhost: a\r\n\r\n");
    assert_eq!((reply.status, reply.body.as_str()), (400, ""));
    // A request before it on the same connection is answered as ever.
    let reply = raw(server.port, "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\nnonsense\r\n\r\n");
    assert_eq!(reply.status, 200);
}

#[test]
fn a_transfer_encoding_that_would_have_to_be_decoded_is_refused() {
    let server = Server::pipeline(&[]);
    let body = "f\r\nname,email,age\n\r\n0\r\n\r\n";
    let post = |encoding: &str| {
        let head = "POST /validate HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: text/csv";
        raw(
            server.port,
            format!("{head}\r\ntransfer-encoding: {encoding}\r\n\r\n{body}"),
        )
    };
    for encoding in ["chunked", "Chunked"] {
        assert_eq!(post(encoding).status, 200, "{encoding}");
    }
    for encoding in [
        "gzip, chunked",
        "gzip\r\ntransfer-encoding: chunked",
        "chunked\r\ntransfer-encoding: chunked",
    ] {
        let refused = post(encoding);
        assert_eq!(
            (refused.status, refused.problem().as_str()),
            (501, "transfer"),
            "{encoding}"
        );
    }
}

/// A proxy that goes by the length would see another request after the body, so the server must not answer one.
#[test]
fn a_length_beside_chunks_does_not_count_and_ends_the_connection() {
    let server = Server::pipeline(&[]);
    let chunks = "transfer-encoding: chunked";
    for length in ["content-length: 3", "content-length: 99999999999"] {
        for both in [[length, chunks], [chunks, length]] {
            let head = "POST /validate HTTP/1.1\r\nhost: a\r\ncontent-type: text/csv";
            let both = both.join("\r\n");
            let after = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
            let body = "f\r\nname,email,age\n\r\n0\r\n\r\n";
            let reply = raw(server.port, format!("{head}\r\n{both}\r\n\r\n{body}{after}"));
            assert_eq!(reply.status, 200, "{both}: {reply:?}");
            assert!(!reply.body.contains("HTTP/1.1"), "{both}: {reply:?}");
        }
    }
}

#[test]
fn a_broken_chunk_is_named_as_a_possible_cause() {
    let server = Server::pipeline(&[]);
    let head = "POST /validate HTTP/1.1\r\nhost: a\r\ncontent-type: text/csv\r\ntransfer-encoding: chunked";
    let reply = raw(server.port, format!("{head}\r\n\r\nf\r\nname,email,age\n\r\nx\r\n\r\n"));
    assert_eq!((reply.status, reply.problem().as_str()), (400, "broken-off"));
    assert!(reply.body.contains("or its chunks are not valid HTTP"), "{reply:?}");
}

#[test]
fn a_problem_shows_a_long_text_without_its_middle() {
    let server = Server::pipeline(&[]);
    let reply = server.send(&Exchange::get(&format!("/users?limit={}", "x".repeat(50_000))));
    assert_eq!(reply.status, 400);
    assert!(
        reply.body.len() < 5000 && reply.body.contains("characters left out"),
        "{}",
        reply.body.len()
    );
}

#[test]
fn a_host_name_can_be_listened_on() {
    let server = Server::pipeline(&["--addr", "localhost:0"]);
    let mut stream = std::net::TcpStream::connect(("localhost", server.port)).expect("the server accepts");
    let request = Exchange::get("/healthz").head();
    stream.write_all(request.as_bytes()).expect("it takes the head");
    assert_eq!(Reply::read(&mut stream).status, 200);
    let host = tests::host::Host::Wasmtime;
    for (address, words) in [
        (
            "localhost",
            "expected a host and a port from 0 to 65535, such as `localhost:8080`",
        ),
        (":80", "expected a host and a port"),
        ("localhost:x", "expected a host and a port"),
        ("localhost:65536", "expected a host and a port"),
        ("no-such-host.invalid:0", "cannot serve on `no-such-host.invalid:0`: "),
    ] {
        let answer = host.call(&tests::checkout("tests"), &["serve", "--addr", address]);
        assert_eq!(answer.code, 2, "{address}: {}", answer.stderr);
        assert!(answer.stderr.contains(words), "{address}: {}", answer.stderr);
    }
}
