//! The rejected records that a run shows as examples report the same errors as `rejects.ndjson`, but none of the records'
//! values. The tests read the vectors' expected output, which both hosts are held to.

use std::fs;

use serde_json::Value;
use tests::checkout;

/// An error in the totals: its field and its rule.
type Error<'a> = (&'a str, &'a str);

/// How many of the first records with an error become examples.
const FIRST: usize = 3;
/// How many of the records with the most errors do.
const WORST: usize = 10;

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key]
        .as_array()
        .unwrap_or_else(|| panic!("no list `{key}` in {value}"))
}

fn number(value: &Value, key: &str) -> usize {
    let found = value[key]
        .as_u64()
        .unwrap_or_else(|| panic!("no number `{key}` in {value}"));
    found as usize
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("no text `{key}` in {value}"))
}

fn error(value: &Value) -> Error<'_> {
    (text(value, "field"), text(value, "rule"))
}

/// The summaries of all vectors, each with its rejects.
fn vectors() -> Vec<(String, Value, Vec<Value>)> {
    let folders = fs::read_dir(checkout("tests/vectors/good")).expect("the vectors are there");
    let folders = folders.map(|entry| entry.expect("the folder can be listed").path());
    let folders = folders.filter(|path| path.extension().is_some_and(|extension| extension == "expected"));
    let folders = folders.filter(|folder| folder.join("rejects.ndjson").exists());
    let read = |path| fs::read_to_string(path).expect("the vector has the file");
    let parse = |json: &str| serde_json::from_str(json).expect("JSON");
    folders
        .map(|folder| {
            let rejects = read(folder.join("rejects.ndjson"));
            (
                folder.display().to_string(),
                parse(&read(folder.join("summary.json"))),
                rejects.lines().map(parse).collect(),
            )
        })
        .collect()
}

#[test]
fn an_example_has_the_errors_of_its_reject_without_the_records_values() {
    let mut seen = 0;
    for (vector, summary, rejects) in vectors() {
        for example in list(&summary, "examples") {
            let reject = rejects.iter().find(|reject| reject["record"] == example["record"]);
            let reject = reject.unwrap_or_else(|| panic!("{vector}: no reject for {example}"));
            assert_eq!(reject["line"], example["line"], "{vector}: {example}");
            let (problems, errors) = (list(example, "problems"), list(reject, "errors"));
            assert_eq!(problems.len(), errors.len(), "{vector}: {example}");
            for (problem, error) in problems.iter().zip(errors) {
                assert_eq!(problem["field"], error["field"], "{vector}: {example}");
                let (short, long) = (text(problem, "message"), text(error, "message"));
                let quoted = long.strip_prefix(short);
                let quoted = quoted.unwrap_or_else(|| panic!("{vector}: `{long}` doesn't begin with `{short}`"));
                assert!(
                    quoted.is_empty() || quoted.starts_with(", found "),
                    "{vector}: {quoted}"
                );
                assert!(!short.contains("found `"), "{vector}: a value in `{short}`");
                seen += usize::from(!quoted.is_empty());
            }
        }
    }
    assert!(
        seen > 20,
        "found {seen} messages that quote a record, so nothing was tested"
    );
}

#[test]
fn the_first_records_with_each_error_and_those_with_the_most_errors_are_examples() {
    for (vector, summary, rejects) in vectors() {
        let examples = list(&summary, "examples");
        for counted in list(&summary, "errors") {
            let has = |example: &&Value| list(example, "problems").iter().any(|it| error(it) == error(counted));
            let found = examples.iter().filter(has).count();
            assert!(found >= number(counted, "count").min(FIRST), "{vector}: {counted}");
        }
        let mut by_errors: Vec<&Value> = rejects.iter().collect();
        by_errors.sort_by_key(|reject| std::cmp::Reverse(list(reject, "errors").len()));
        for reject in by_errors.iter().take(WORST) {
            let found = examples.iter().any(|example| example["record"] == reject["record"]);
            assert!(found, "{vector}: {reject}");
        }
        let known: Vec<Error> = list(&summary, "errors").iter().map(error).collect();
        for problem in examples.iter().flat_map(|example| list(example, "problems")) {
            assert!(known.contains(&error(problem)), "{vector}: {problem}");
        }
        assert!(examples.len() <= FIRST * known.len() + WORST, "{vector}");
        assert!(
            examples.is_sorted_by_key(|example| number(example, "record")),
            "{vector}"
        );
    }
}
