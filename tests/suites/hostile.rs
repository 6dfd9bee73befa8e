//! Hostile input that is too large or too odd for a vector: no record is lost, both hosts write the same, and no output
//! or message affects the terminal or viewer that displays it.

use std::collections::BTreeMap;
use std::fs;

use tests::folder::{files, same};
use tests::host::{Answer, Host};
use tests::inert::is_inert;

const DEEP: usize = 100_000;
const LONG: usize = 1_000_000;

struct Outcome {
    answer: Answer,
    files: BTreeMap<String, Vec<u8>>,
}

impl Outcome {
    fn lines(&self, name: &str) -> Vec<serde_json::Value> {
        let text = String::from_utf8_lossy(&self.files[name]);
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a line is JSON"))
            .collect()
    }

    /// The first error of each reject, cut short.
    fn reasons(&self) -> Vec<String> {
        let rejects = self.lines("rejects.ndjson");
        let message =
            |reject: &serde_json::Value| reject["errors"][0]["message"].as_str().expect("a message").to_string();
        rejects.iter().map(message).collect()
    }
}

/// Runs an input through both hosts. Fails if they differ, if records are lost, or if the output isn't inert.
fn on_both(file: &str, content: &[u8]) -> Outcome {
    let scratch = tempfile::tempdir().expect("a folder");
    fs::write(scratch.path().join(file), content).expect("an input");
    let [wasmtime, node] = Host::ALL.map(|host| {
        let answer = host.call(
            scratch.path(),
            &["run", &format!("./{file}"), "--out", host.name(), "--quiet"],
        );
        let files = files(&scratch.path().join(host.name()));
        Outcome { answer, files }
    });
    assert_eq!(node.answer, wasmtime.answer);
    is_inert(&wasmtime.answer.stderr, "stderr");
    if wasmtime.answer.code <= 1 {
        same(&node.files, &wasmtime.files).unwrap();
        let summary: serde_json::Value = serde_json::from_slice(&wasmtime.files["summary.json"]).expect("JSON");
        let [users, rejects] = ["users.ndjson", "rejects.ndjson"].map(|name| wasmtime.lines(name).len());
        assert_eq!(summary["accepted"], users);
        assert_eq!(summary["rejected"], rejects);
        assert_eq!(summary["read"], users + rejects);
    }
    for (name, content) in &wasmtime.files {
        is_inert(std::str::from_utf8(content).expect("output is UTF-8"), name);
    }
    wasmtime
}

/// A record with this value for a key.
fn with(key: &str, value: &str, record: usize) -> String {
    let field = |name: &str, usual: String| match name == key {
        true => format!("\"{name}\":{value}"),
        false => format!("\"{name}\":{usual}"),
    };
    let fields = [
        field("note", "0".into()),
        field("name", "\"User\"".into()),
        field("email", format!("\"user{record}@example.com\"")),
        field("age", "30".into()),
    ];
    format!("{{{}}}", fields.join(","))
}

/// Values nested to this depth, complete and cut off.
fn nested(levels: usize) -> [(String, String); 3] {
    [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")].map(|(open, close)| {
        let start = open.repeat(levels);
        (format!("{start}1{}", close.repeat(levels)), start)
    })
}

#[test]
fn values_nested_100_000_levels_deep() {
    let mut lines = Vec::new();
    for (whole, broken) in nested(DEEP) {
        let keys = ["note", "name", "email", "age"];
        lines.extend(keys.map(|key| with(key, &whole, lines.len() + keys.len())));
        lines.extend([whole, with("note", &broken, 0), broken]);
    }
    lines.push(with("", "", 99));
    let outcome = on_both("deep.ndjson", lines.join("\n").as_bytes());
    assert_eq!(outcome.answer.code, 1);
    // One with a note of each kind, and the last.
    assert_eq!(
        (
            outcome.lines("users.ndjson").len(),
            outcome.lines("rejects.ndjson").len()
        ),
        (4, 18)
    );
    for (at, reason) in outcome.reasons().iter().enumerate() {
        let expected = ["Expected a string", "Expected a string", "Expected a whole number"];
        let start = expected.get(at % 6).copied().unwrap_or(match at {
            3 => "Expected an object, found an array",
            9 => "Missing",
            15 => "Expected an object, found an array",
            4 | 10 | 16 => "Malformed JSON: expected value",
            _ => "Malformed JSON: EOF while parsing",
        });
        assert!(reason.starts_with(start), "reject {at}: {reason}");
    }
}

#[test]
fn an_array_nested_100_000_levels_deep() {
    let [whole, ..] = nested(DEEP).map(|(whole, _)| whole);
    let elements = [with("note", &whole, 1), whole, with("name", "{}", 2), with("", "", 3)];
    let outcome = on_both("deep.json", format!("[{}]", elements.join(",")).as_bytes());
    assert_eq!(
        (
            outcome.lines("users.ndjson").len(),
            outcome.lines("rejects.ndjson").len()
        ),
        (2, 2)
    );
    let outcome = on_both("deep.json", "[".repeat(DEEP).as_bytes());
    let message = "error: ./deep.json:1:100001: cannot read the JSON array: found the end of the input, expected an object or `]`\n";
    assert_eq!((outcome.answer.code, outcome.answer.stderr.as_str()), (2, message));
}

#[test]
fn numbers_of_a_million_digits() {
    let digits = "9".repeat(LONG);
    let numbers = [
        digits.clone(),
        format!("0.{digits}"),
        format!("1e{digits}"),
        format!("-1E-{digits}"),
    ];
    let mut lines: Vec<String> = numbers.iter().map(|number| with("age", number, 0)).collect();
    lines.extend(numbers.iter().enumerate().map(|(at, number)| with("note", number, at)));
    let outcome = on_both("long.ndjson", lines.join("\n").as_bytes());
    assert_eq!(outcome.lines("users.ndjson").len(), numbers.len());
    for (reason, number) in outcome.reasons().iter().zip(&numbers) {
        let expected = format!("Age must be a whole number from 0 to 150, found `{}…`", &number[..40]);
        assert_eq!(reason, &expected);
    }
    let outcome = on_both(
        "long.csv",
        format!("name,email,age\nUser,u@example.com,{digits}\n").as_bytes(),
    );
    assert_eq!(outcome.lines("rejects.ndjson").len(), 1);
}

#[test]
fn keys_by_the_hundred_thousand() {
    let many: String = (0..DEEP).map(|at| format!("\"key {at}\":{at},")).collect();
    let same_again = "\"note\":1,".repeat(DEEP);
    let twice = "\"name\":\"User\",".repeat(DEEP);
    let long = format!("\"{}\":1,", "k".repeat(LONG));
    let lines: Vec<String> = [many, same_again, long, twice]
        .iter()
        .enumerate()
        .map(|(at, keys)| with("", "", at).replacen('{', &format!("{{{keys}"), 1))
        .collect();
    let outcome = on_both("keys.ndjson", lines.join("\n").as_bytes());
    assert_eq!(
        (outcome.lines("users.ndjson").len(), outcome.reasons()),
        (3, vec!["Given twice".to_string()])
    );
}

#[test]
fn fields_and_quotes_by_the_million() {
    let header = "x,".repeat(DEEP) + "name,email,age\n";
    let fits = ",".repeat(DEEP) + "User,user@example.com,30\n";
    let commas = "x".to_owned() + &",".repeat(LONG) + "\n";
    let quoted = "\"\",".repeat(DEEP) + "\"User\",\"other@example.com\",\"30\"\n";
    let outcome = on_both("wide.csv", format!("{header}{fits}{commas}{quoted}").as_bytes());
    assert_eq!(outcome.lines("users.ndjson").len(), 2);
    assert_eq!(
        outcome.reasons(),
        [format!("Expected {} fields, found {}", DEEP + 3, LONG + 1)]
    );

    let quotes = "\"\"".repeat(LONG);
    let csv = format!("name,email,age\n\"{quotes}\",u@example.com,30\n\"{quotes}\"\"\",v@example.com,30\n");
    let outcome = on_both("quotes.csv", csv.as_bytes());
    let lengths: Vec<usize> = outcome
        .lines("users.ndjson")
        .iter()
        .map(|user| user["name"].as_str().expect("a name").len())
        .collect();
    assert_eq!(lengths, [LONG, LONG + 1]);
}
