//! `--store` of the Rust host: what a run leaves in the file, for the next run and for queries.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tests::folder::{files, names};
use tests::host::{Answer, Host};

const USERS: &str = "\
name,email,age
Ann,ann@example.com,36
Bob,Bob@example.com,40
,nobody@example.com,50
Ann again,ANN@example.com,37
\"Cid \"\"the\"\" Third\",cid@example.com,50
";

pub fn scratch() -> TempDir {
    let scratch = tempfile::tempdir().expect("a folder");
    fs::write(scratch.path().join("users.csv"), USERS).expect("an input");
    scratch
}

fn import(folder: &Path, input: &str) -> Answer {
    Host::Wasmtime.call(folder, &["run", input, "--out", "out", "--store", "u.db"])
}

fn ask(folder: &Path, arguments: &[&str]) -> Answer {
    let answer = Host::Wasmtime.call(folder, &[arguments, &["--store", "u.db"]].concat());
    assert_eq!(
        names(folder).iter().filter(|name| name.starts_with("u.db")).count(),
        1,
        "a reader left something"
    );
    answer
}

/// The first line of what a run prints.
fn counts(answer: &Answer) -> &str {
    answer.stdout.lines().next().unwrap_or_default()
}

pub fn said(answer: &Answer) -> (i32, &str, &str) {
    let told = answer
        .stderr
        .lines()
        .filter(|line| !line.starts_with("compiling "))
        .collect::<Vec<_>>();
    let stderr = told.first().copied().unwrap_or_default();
    (answer.code, &answer.stdout, stderr)
}

/// The same for a run, with only the counts of stdout.
fn ran(answer: &Answer) -> (i32, &str, &str) {
    let (code, _, stderr) = said(answer);
    (code, counts(answer), stderr)
}

#[test]
fn a_second_import_knows_the_users_of_the_first() {
    let scratch = scratch();
    let folder = scratch.path();
    assert_eq!(
        ran(&import(folder, "users.csv")),
        (1, "5 read, 3 accepted, 2 rejected: out/report.html", "")
    );
    let first = files(&folder.join("out"));
    assert_eq!(names(folder), ["out", "u.db", "users.csv"]);

    // Without a store, and with a new one, the output is the same.
    let plain = Host::Wasmtime.call(folder, &["run", "users.csv", "--out", "plain"]);
    assert_eq!(plain.code, 1);
    tests::folder::same(&files(&folder.join("plain")), &first).expect("the same output");

    assert_eq!(
        ran(&import(folder, "users.csv")),
        (1, "5 read, 0 accepted, 5 rejected: out/report.html", "")
    );
    let second = files(&folder.join("out"));
    let rejects = String::from_utf8(second["rejects.ndjson"].clone()).expect("text");
    let known = [(1, 1), (2, 2), (4, 1), (5, 5)];
    for (record, line) in (1..).zip(rejects.lines()) {
        let reject: serde_json::Value = serde_json::from_str(line).expect("a reject is JSON");
        let expected = match known.iter().find(|(number, _)| *number == record) {
            Some((_, first)) => format!("Known user, accepted in import 1 as record {first}"),
            None => "Name cannot be empty".into(),
        };
        assert_eq!(
            (&reject["record"], &reject["errors"][0]["message"]),
            (&record.into(), &expected.into())
        );
    }
    assert_eq!(second["users.ndjson"], b"");
    let summary: serde_json::Value = serde_json::from_slice(&second["summary.json"]).expect("a summary is JSON");
    let errors = summary["errors"].as_array().expect("a list");
    let known = errors
        .iter()
        .find(|error| error["rule"] == "known-user")
        .expect("known users are counted");
    assert_eq!((&known["message"], &known["count"]), (&"Known user".into(), &4.into()));

    // A third run, with a new user.
    fs::write(
        folder.join("more.csv"),
        "name,email,age\nDan,dan@example.com,20\nDan,dan@EXAMPLE.com,20\n",
    )
    .expect("an input");
    assert_eq!(
        ran(&import(folder, "more.csv")),
        (1, "2 read, 1 accepted, 1 rejected: out/report.html", "")
    );
    let rejects = String::from_utf8(files(&folder.join("out"))["rejects.ndjson"].clone()).expect("text");
    assert!(rejects.contains("Duplicate email, first seen in record 1"), "{rejects}");
    let answer = ask(folder, &["users", "find", "dan@example.com"]);
    assert!(
        answer.stdout.ends_with("\"age\":20,\"import\":3,\"record\":1}\n"),
        "{answer:?}"
    );
}

#[test]
fn users_are_got_found_and_listed() {
    let scratch = scratch();
    let folder = scratch.path();
    import(folder, "users.csv");
    let cid = r#""name":"Cid \"the\" Third","email":"cid@example.com","age":50,"import":1,"record":5}"#;
    let found = ask(folder, &["users", "find", "CID@example.com"]);
    assert!(
        found.code == 0 && found.stdout.ends_with(&format!("{cid}\n")),
        "{found:?}"
    );
    let id = &found.stdout[7..37];
    assert_eq!(ask(folder, &["users", "get", id]).stdout, found.stdout);
    assert_eq!(
        said(&ask(folder, &["users", "get", "usr_0"])),
        (1, "", "there is no such user")
    );
    assert_eq!(
        said(&ask(folder, &["users", "find", "nobody@example.com"])),
        (1, "", "there is no such user")
    );

    let all = ask(folder, &["users", "list"]);
    let ids: Vec<&str> = all.stdout.lines().map(|line| &line[7..37]).collect();
    assert!(all.code == 0 && ids.len() == 3 && ids.is_sorted(), "{all:?}");
    let page = ask(folder, &["users", "list", "--limit", "2"]);
    let more = format!("there may be more: `--after {}`", ids[1]);
    assert_eq!(
        (page.stdout.lines().count(), page.stderr.lines().last()),
        (2, Some(more.as_str()))
    );
    let rest = ask(folder, &["users", "list", "--after", ids[1], "--limit", "2"]);
    assert_eq!(
        (rest.stdout.lines().next(), rest.stderr.as_str()),
        (all.stdout.lines().last(), "")
    );
}

#[test]
fn a_query_is_answered_in_each_format_and_changes_nothing() {
    let scratch = scratch();
    let folder = scratch.path();
    import(folder, "users.csv");
    let before = fs::read(folder.join("u.db")).expect("a store");
    let table = ask(folder, &["query", "select count(*) from users where age > 36"]);
    assert_eq!(said(&table), (0, "count(*)\n--------\n       2\n", ""));
    let rows = "select name, age, import, record, null as n from users order by record";
    let csv = ask(folder, &["query", rows, "--format", "csv"]);
    assert_eq!(
        csv.stdout,
        "name,age,import,record,n\nAnn,36,1,1,\nBob,40,1,2,\n\"Cid \"\"the\"\" Third\",50,1,5,\n"
    );
    let ndjson = ask(
        folder,
        &[
            "query",
            "select email, age from users where age < 40",
            "--format",
            "ndjson",
        ],
    );
    assert_eq!(ndjson.stdout, "{\"email\":\"ann@example.com\",\"age\":36}\n");
    for (statement, expected) in [
        (
            "select x from users",
            "error: cannot answer the query: no such column: x",
        ),
        (
            "delete from kv_users",
            "error: cannot answer the query: found a statement that writes, expected one that only reads",
        ),
        (
            "drop view users",
            "error: cannot answer the query: found a statement that writes, expected one that only reads",
        ),
        (
            "attach 'other.db' as other",
            "error: cannot answer the query: not authorized",
        ),
        (
            "vacuum into 'other.db'",
            "error: cannot answer the query: found a statement that writes, expected one that only reads",
        ),
        (
            "select ?",
            "error: cannot answer the query: found 1 parameters in it, expected none",
        ),
        ("", "error: cannot answer the query: found no statement"),
    ] {
        assert_eq!(
            said(&ask(folder, &["query", statement])),
            (2, "", expected),
            "{statement}"
        );
    }
    assert_eq!(names(folder), ["out", "u.db", "users.csv"]);
    assert!(
        fs::read(folder.join("u.db")).expect("a store") == before,
        "a query changed the store"
    );
}

#[test]
fn a_run_that_fails_leaves_the_store_as_it_was() {
    let scratch = scratch();
    let folder = scratch.path();
    import(folder, "users.csv");
    let before = fs::read(folder.join("u.db")).expect("a store");
    let output = files(&folder.join("out"));
    // Dan is stored before the second input turns out to be broken.
    fs::write(folder.join("more.csv"), "name,email,age\nDan,dan@example.com,20\n").expect("an input");
    fs::write(folder.join("bad.json"), "[{\"name\":\"Eve\"},").expect("an input");
    let arguments = ["run", "more.csv", "bad.json", "--out", "out", "--store", "u.db"];
    assert_eq!(Host::Wasmtime.call(folder, &arguments).code, 2);
    assert!(
        fs::read(folder.join("u.db")).expect("a store") == before,
        "a run that failed half-way changed the store"
    );
    // Output that can't be published: the folder contains another file.
    fs::write(folder.join("out/thesis.txt"), "years of work").expect("a file");
    assert_eq!(import(folder, "more.csv").code, 4);
    fs::remove_file(folder.join("out/thesis.txt")).expect("a file");
    assert!(
        fs::read(folder.join("u.db")).expect("a store") == before,
        "a failed run changed the store"
    );
    tests::folder::same(&files(&folder.join("out")), &output).expect("the earlier output");
    assert_eq!(import(folder, "more.csv").code, 0);
}

#[test]
fn a_file_that_is_not_a_store_is_an_error_that_names_it() {
    let scratch = scratch();
    let folder = scratch.path();
    for (content, found) in [
        ("text, and no database\n".repeat(100), "a file that is not a database"),
        (String::new(), ""),
    ] {
        fs::write(folder.join("u.db"), &content).expect("a file");
        let answer = import(folder, "users.csv");
        if content.is_empty() {
            assert_eq!(answer.code, 1, "an empty file becomes a store: {answer:?}");
            continue;
        }
        let expected = format!(
            "error: cannot open the store `u.db`: found {found}, expected a pipeline store of format version 1"
        );
        assert_eq!(said(&answer), (5, "", expected.as_str()));
        assert_eq!(said(&ask(folder, &["users", "list"])), (5, "", expected.as_str()));
        assert_eq!(said(&ask(folder, &["query", "select 1"])), (5, "", expected.as_str()));
        assert_eq!(files(&folder.join("out")).len(), 0);
    }
    let nowhere = Host::Wasmtime.call(folder, &["users", "list", "--store", "none/u.db"]);
    let expected = "error: cannot open the store `none/u.db`: no such file or directory";
    assert_eq!(said(&nowhere), (5, "", expected));
    assert_eq!(Host::Wasmtime.call(folder, &["query", "select 1"]).code, 2);
}

#[test]
fn without_unique_email_each_is_accepted_and_the_first_is_kept() {
    let scratch = scratch();
    let folder = scratch.path();
    fs::write(folder.join("rules.conf"), "unique-email = off\n").expect("rules");
    let arguments = [
        "run",
        "users.csv",
        "--out",
        "out",
        "--store",
        "u.db",
        "--rules",
        "rules.conf",
    ];
    for _ in 0..2 {
        let answer = Host::Wasmtime.call(folder, &arguments);
        assert_eq!(counts(&answer), "5 read, 4 accepted, 1 rejected: out/report.html");
    }
    let kept = ask(
        folder,
        &[
            "query",
            "select name, import from users order by record",
            "--format",
            "csv",
        ],
    );
    assert_eq!(kept.stdout, "name,import\nAnn,1\nBob,1\n\"Cid \"\"the\"\" Third\",1\n");
}

/// The Node host has no store, and its message names the host that has one.
#[test]
fn the_node_host_names_the_host_with_a_store() {
    let scratch = scratch();
    let folder = scratch.path();
    for (arguments, expected) in [
        (
            ["run", "users.csv", "--out", "out", "--store", "u.db"].as_slice(),
            "error: `--store` is not supported by the Node host; use `bin/pipeline run --store`\n",
        ),
        (
            &["users", "list", "--store", "u.db"],
            "error: `users` is not supported by the Node host; use `bin/pipeline users`\n",
        ),
        (
            &["query", "select 1", "--store", "u.db"],
            "error: `query` is not supported by the Node host; use `bin/pipeline query`\n",
        ),
    ] {
        let answer = Host::Node.call(folder, arguments);
        assert_eq!((answer.code, answer.stderr.as_str()), (2, expected));
    }
    assert_eq!(names(folder), ["users.csv"]);
}
