//! `--store` with `--keep-columns`: the other columns of a user, as JSON.

use std::fs;

use tests::host::Host;

use crate::store::scratch;

fn import(folder: &std::path::Path, input: &str, options: &[&str]) {
    let arguments = [["run", input, "--store", "u.db", "--out", "out"].as_slice(), options].concat();
    let answer = Host::Wasmtime.call(folder, &arguments);
    assert!(answer.code <= 1, "{answer:?}");
}

fn told(folder: &std::path::Path, arguments: &[&str]) -> String {
    let answer = Host::Wasmtime.call(folder, &[arguments, &["--store", "u.db"]].concat());
    assert_eq!(answer.code, 0, "{answer:?}");
    answer.stdout
}

#[test]
fn other_columns_are_stored_with_their_user() {
    let scratch = scratch();
    let folder = scratch.path();
    // A rejected record between them has columns, too, and an unreadable one.
    fs::write(
        folder.join("more.csv"),
        "phone,name,email,age,import,phone\n1,Ann,ann@example.com,36,\"9,\"\"record\"\":8\",x\n2,,no,50,,\n3,Bob\n4,Bob,bob@example.com,40,,\n",
    )
    .expect("an input");
    import(folder, "more.csv", &["--keep-columns"]);
    let line = told(folder, &["users", "find", "ann@example.com"]);
    assert!(
        line.contains(
            r#""age":36,"columns":{"phone":"1","import":"9,\"record\":8","phone_2":"x"},"import":1,"record":1}"#
        ),
        "{line}"
    );
    let query = "select name, columns ->> 'phone' as phone, import, record from users order by record";
    let rows = told(folder, &["query", "--format", "csv", query]);
    assert_eq!(rows, "name,phone,import,record\nAnn,1,1,1\nBob,4,1,4\n");
    // They are known now, whatever their columns; and others come without.
    import(folder, "users.csv", &[]);
    let rows = told(
        folder,
        &[
            "query",
            "--format",
            "csv",
            "select name, columns from users where import = 2",
        ],
    );
    assert_eq!(rows, "name,columns\n\"Cid \"\"the\"\" Third\",\n");
    let users = told(folder, &["users", "list"]);
    assert_eq!(users.matches("\"columns\"").count(), 2, "{users}");
}

#[test]
fn every_value_of_a_key_can_be_stored_and_read_again() {
    let scratch = scratch();
    let folder = scratch.path();
    let deep = "[".repeat(3000) + &"]".repeat(3000);
    let kept = format!(r#""n":1e400,"deep":{deep},"text":"\ud800\u0000\"}}","":null"#);
    fs::write(
        folder.join("more.ndjson"),
        format!("{{\"name\":\"Ann\",\"email\":\"ann@example.com\",\"age\":36,{kept}}}\n"),
    )
    .expect("an input");
    import(folder, "more.ndjson", &["--keep-columns"]);
    let line = told(folder, &["users", "list"]);
    assert!(line.contains(&format!(r#""deep":"{deep}""#)), "{}", &line[..200]);
    let rows = told(
        folder,
        &[
            "query",
            "--format",
            "csv",
            "select name, length(columns ->> 'deep') as deep from users",
        ],
    );
    assert_eq!(rows, "name,deep\nAnn,6000\n");
}
