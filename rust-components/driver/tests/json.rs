//! How NDJSON and JSON are read, case by case.

mod support;

use driver::format::Format;
use support::{reject, user};

const ANN: &str = r#"{"name":"Ann","email":"a@b.c","age":30}"#;

/// The one error of a record that is rejected in both formats alike.
fn flaw(record: &str) -> (String, String) {
    let line = support::lines(record.as_bytes(), Format::Ndjson).unwrap().1;
    let element = support::lines(format!("[{record}]").as_bytes(), Format::Json)
        .unwrap()
        .1;
    assert_eq!(line, element, "{record}");
    let reject: serde_json::Value = serde_json::from_str(&line[0]).unwrap();
    let error = &reject["errors"][0];
    (
        error["field"].as_str().unwrap().into(),
        error["message"].as_str().unwrap().into(),
    )
}

#[test]
fn one_object_per_line_with_empty_lines_between() {
    let input = format!("\u{feff}{ANN}\r\n\n  \t\n {ANN}");
    let (users, rejects) = support::lines(input.as_bytes(), Format::Ndjson).unwrap();
    assert_eq!(users, [user("Ann", "a@b.c", 30)]);
    let message = "Duplicate email, first seen in record 1";
    assert_eq!(rejects, [reject(2, 4, &format!(" {ANN}"), &[("email", message)])]);
}

#[test]
fn an_array_with_any_white_space() {
    let two = r#"{"email":"b@b.c","extra":{"a":[1,"]"]},"age":31,"name":"B\u00f6b \ud83e\udd80"}"#;
    for input in [
        format!("[{ANN},{two}]"),
        format!("\u{feff}\n[\n\t{ANN}\r\n , {two}\n]\n"),
    ] {
        let (users, rejects) = support::lines(input.as_bytes(), Format::Json).unwrap();
        assert_eq!(users, [user("Ann", "a@b.c", 30), user("Böb 🦀", "b@b.c", 31)]);
        assert_eq!(rejects.len(), 0);
    }
    assert_eq!(support::lines(b"[]", Format::Json).unwrap().0.len(), 0);
}

#[test]
fn a_record_that_is_not_a_user_is_rejected_with_the_reason() {
    for (record, field, message) in [
        (r#"{"email":"a@b.c","age":30}"#, "name", "Missing"),
        (r#"{"name":"Ann","email":"a@b.c"}"#, "age", "Missing"),
        (
            r#"{"name":"Ann","email":"a","email":"b","age":30}"#,
            "email",
            "Given twice",
        ),
        (
            r#"{"name":{"first":"Ann"},"email":"a","age":3}"#,
            "name",
            "Expected a string, found an object",
        ),
        (
            r#"{"name":"Ann","email":["a"],"age":3}"#,
            "email",
            "Expected a string, found an array",
        ),
        (
            r#"{"name":null,"email":"a","age":3}"#,
            "name",
            "Expected a string, found null",
        ),
        (
            r#"{"name":"Ann","email":7,"age":3}"#,
            "email",
            "Expected a string, found a number",
        ),
        (
            r#"{"name":"Ann","email":"a","age":"30"}"#,
            "age",
            "Expected a whole number, found a string",
        ),
        (
            r#"{"name":"Ann","email":"a","age":true}"#,
            "age",
            "Expected a whole number, found a boolean",
        ),
        ("7", "record", "Expected an object, found a number"),
        (r#""Ann""#, "record", "Expected an object, found a string"),
        ("[1]", "record", "Expected an object, found an array"),
    ] {
        assert_eq!(flaw(record), (field.into(), message.into()), "{record}");
    }
}

#[test]
fn an_age_is_a_number_that_equals_a_whole_one() {
    for age in ["30", "30.0", "3e1", "0.3E+2", "300e-1"] {
        let record = format!(r#"{{"name":"Ann","email":"a@b.c","age":{age}}}"#);
        let (users, _) = support::lines(record.as_bytes(), Format::Ndjson).unwrap();
        assert_eq!(users, [user("Ann", "a@b.c", 30)], "{age}");
    }
    for age in ["-1", "1.5", "36.5", "1e-2", "4294967296", "1e10"] {
        let (field, message) = flaw(&format!(r#"{{"name":"Ann","email":"a","age":{age}}}"#));
        let expected = format!("Age must be a whole number from 0 to 150, found `{age}`");
        assert_eq!((field.as_str(), message), ("age", expected));
    }
}

#[test]
fn broken_json_is_rejected_where_it_breaks() {
    for (record, message) in [
        (
            "{\"name\":\"Ann\",}",
            "Malformed JSON: trailing comma at column 15 of the record",
        ),
        (
            "{\"name\" \"Ann\"}",
            "Malformed JSON: expected `:` at column 9 of the record",
        ),
        (
            "{\"age\":036}",
            "Malformed JSON: invalid number at column 9 of the record",
        ),
    ] {
        assert_eq!(flaw(record), ("record".into(), message.into()), "{record}");
    }
    for (record, place) in [
        ("\"\x1b\"", "column 2"),
        ("{\"\\\"\x00\":1}", "column 5"),
        ("{\"a\":\"\\\\\",\"b\":\"c\t\"}", "column 17"),
    ] {
        let (field, message) = flaw(record);
        let expected = format!(
            "Malformed JSON: control character (\\u0000-\\u001F) found while parsing a string at {place} of the record"
        );
        assert_eq!((field.as_str(), message), ("record", expected), "{record:?}");
    }
    let (field, message) = flaw(r#"{"name":"\ud800","email":"a@b.c","age":30}"#);
    assert_eq!(field, "name");
    assert!(message.starts_with("Malformed JSON: "), "{message}");
}

#[test]
fn a_deeply_nested_value_of_an_unused_key_is_skipped() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let record = format!(r#"{{"name":"Ann","deep":{deep},"email":"a@b.c","age":30}}"#);
    assert_eq!(
        support::lines(record.as_bytes(), Format::Ndjson).unwrap().0,
        [user("Ann", "a@b.c", 30)]
    );
    let (field, message) = flaw(&format!(r#"{{"name":{deep},"email":"a","age":3}}"#));
    assert_eq!(
        (field.as_str(), message.as_str()),
        ("name", "Expected a string, found an array")
    );
}

#[test]
fn an_array_that_breaks_off_fails_the_run() {
    for (input, expected) in [
        (
            "",
            "in:1:1: cannot read the JSON array: found the end of the input, expected `[`, an array of objects",
        ),
        (
            "{\"a\":[1",
            "in:1:8: cannot read the JSON objects: found the end of the input, expected the end of the object",
        ),
        (
            "[",
            "in:1:2: cannot read the JSON array: found the end of the input, expected an object or `]`",
        ),
        (
            "[{},\n",
            "in:2:1: cannot read the JSON array: found the end of the input, expected an object",
        ),
        (
            "[{}\n {}]",
            "in:2:2: cannot read the JSON array: found `{`, expected `,` or `]`",
        ),
        (
            "[{},]",
            "in:1:5: cannot read the JSON array: found `]`, expected an object",
        ),
        (
            "[{}] x",
            "in:1:6: cannot read the JSON array: found `x`, expected nothing after the array's `]`",
        ),
        (
            "[{\"a\":[1",
            "in:1:9: cannot read the JSON array: found the end of the input, expected an object or `]`",
        ),
    ] {
        assert_eq!(
            support::lines(input.as_bytes(), Format::Json).unwrap_err(),
            expected,
            "{input:?}"
        );
    }
}
