//! Which interfaces a spy can be made for. `tests/suites/trace.rs` tests that spies pass calls on unchanged.

use std::fs;
use std::path::Path;

use interposer::spy;

const SINK: &str = include_str!("../../../wit/deps/my-trace/sink.wit");

/// A spy for an interface `it` with this content. It can use the types of another package. A spy that passes on values has
/// the same imports for types.
fn spied(interface: &str) -> Result<Vec<String>, String> {
    let made = spied_with(interface, false);
    assert_eq!(spied_with(interface, true).is_ok(), made.is_ok(), "{interface}");
    if let Ok(types) = &made {
        assert_eq!(spied_with(interface, true).as_ref(), Ok(types));
    }
    made
}

fn spied_with(interface: &str, values: bool) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("deps/trace/sink.wit", SINK);
    write(
        "deps/other/other.wit",
        "package my:other@1.0.0;\ninterface things { resource thing; record pair { a: u32, b: u32 } }",
    );
    write(
        "main.wit",
        &format!("package my:app@1.0.0;\ninterface it {{ {interface} }}"),
    );
    let made = spy::make(folder.path(), "my:app/it@1.0.0", values);
    made.map(|spy| spy.types).map_err(|error| format!("{error:#}"))
}

#[test]
fn values_of_all_kinds_pass() {
    let text = "
        record point { x: f64, y: f64, names: list<string> }
        variant shape { nothing, at(point), many(list<point>) }
        flags colours { red, green }
        nothing: func();
        one: func(a: u8, b: s64, c: f32, d: char, e: bool) -> f64;
        many: func(shapes: list<shape>, colours: colours) -> result<shape, string>;
        wide: func(a: point, b: point, c: point, d: point, e: string) -> tuple<u8, string, option<point>>;
    ";
    assert_eq!(spied(text), Ok(vec![]));
}

#[test]
fn resources_pass_as_handles_as_answers_and_in_results() {
    let text = "
        use my:other/things@1.0.0.{thing, pair};
        resource session {
            constructor(name: string);
            open: static func(name: string) -> result<session, string>;
            find: static func(name: string) -> option<session>;
            use-it: func(other: borrow<session>, thing: borrow<thing>) -> string;
            take: func(thing: thing) -> pair;
        }
    ";
    assert_eq!(spied(text), Ok(vec!["my:other/things@1.0.0".into()]));
}

#[test]
fn what_does_not_pass_is_named() {
    for (text, why) in [
        ("record point { x: u32 }", "no functions"),
        (
            "resource session; take: func(session: session);",
            "`take` takes ownership of a resource of its own",
        ),
        (
            "resource session; take: func(sessions: list<borrow<session>>);",
            "`take` takes a handle inside",
        ),
        (
            "resource session; all: func() -> list<session>;",
            "returns handles inside a value other than",
        ),
        ("read: func() -> stream<u8>;", "returns handles inside"),
    ] {
        let error = spied(text).expect_err(text);
        assert!(
            error.contains(why) && error.contains("my:app/it@1.0.0"),
            "{text}: {error}"
        );
    }
}

#[test]
fn values_that_cannot_be_recorded_are_named() {
    let error = spied_with("read: func(%from: future<u8>);", true).expect_err("it has no values");
    assert!(
        error.contains("found a future") && error.contains("my:app/it@1.0.0"),
        "{error}"
    );
}
