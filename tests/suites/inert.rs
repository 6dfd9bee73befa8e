//! No output file or message can affect the terminal, browser or editor that displays it.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::checkout;
use tests::folder::{files, same};
use tests::host::{Answer, Host};
use tests::http::Exchange;
use tests::inert::{invisible, is_inert};
use tests::server::Server;

/// File names, and how they are printed.
const NAMES: [(&str, &str); 8] = [
    ("<img src=x onerror=alert(1)>.csv", "<img src=x onerror=alert(1)>.csv"),
    ("\u{1b}[2J\u{1b}]0;title\u{7}.csv", r"\u{1b}[2J\u{1b}]0;title\u{7}.csv"),
    ("\u{9b}31m.csv", r"\u{9b}31m.csv"),
    ("\u{202e}vsc.exe", r"\u{202e}vsc.exe"),
    ("two\nlines\r.csv", r"two\nlines\r.csv"),
    ("`|`**x**@someone.csv", "`|`**x**@someone.csv"),
    ("=cmd().csv", "=cmd().csv"),
    ("hid\u{200b}den\u{feff}.csv", r"hid\u{200b}den\u{feff}.csv"),
];

/// The answer of both hosts, which must be the same and inert.
fn on_both(folder: &Path, arguments: &[&str]) -> Answer {
    let [wasmtime, node] = Host::ALL.map(|host| host.call(folder, arguments));
    assert_eq!(node, wasmtime);
    is_inert(&wasmtime.stdout, "stdout");
    is_inert(&wasmtime.stderr, "stderr");
    wasmtime
}

#[test]
fn names_of_inputs_and_folders() {
    for (name, shown) in NAMES {
        let scratch = tempfile::tempdir().expect("a folder");
        let [wasmtime, node] = Host::ALL.map(|host| {
            fs::write(
                scratch.path().join(name),
                "name,email,age\nUser,user@example.com,30\nUser,,\n",
            )
            .expect("an input");
            let out = format!("out {name}");
            let answer = host.call(scratch.path(), &["run", name, "--out", &out]);
            let found = files(&scratch.path().join(out));
            (answer, found)
        });
        let (answer, written) = &wasmtime;
        assert_eq!(&node.0, answer);
        same(&node.1, written).unwrap();
        let said = format!(
            "2 read, 1 accepted, 1 rejected: out {shown}/report.html\n  1  age: Age must be a whole number from 0 to 150 \
             ({shown}:3)\n"
        );
        assert_eq!(
            (answer.code, &answer.stdout, answer.stderr.as_str()),
            (1, &said, ""),
            "{name:?}"
        );
        let text = |file: &str| String::from_utf8(written[file].clone()).expect("it is UTF-8");
        for file in written.keys() {
            is_inert(&text(file), file);
        }
        let summary: serde_json::Value = serde_json::from_str(&text("summary.json")).expect("JSON");
        assert_eq!(summary["sources"][0]["name"], name);
        assert!(!text("report.html").contains("<img"), "{name:?}");
    }
}

#[test]
fn names_in_messages() {
    for (name, shown) in NAMES {
        let scratch = tempfile::tempdir().expect("a folder");
        let told = |arguments: &[&str], code: i32, message: &str| {
            let answer = on_both(scratch.path(), arguments);
            let expected = message.replace("NAME", shown);
            assert_eq!(
                (answer.code, answer.stderr.lines().next()),
                (code, Some(expected.as_str())),
                "{name:?}"
            );
        };
        let none = "error: cannot read `NAME`: no such file or directory";
        told(&["run", name, "--out", "out"], 2, none);
        fs::write(scratch.path().join(name), "[{}\u{1b}[2J").expect("an input");
        let json = ["run", name, "--out", "out", "--format", "json"];
        told(
            &json,
            2,
            "error: NAME:1:4: cannot read the JSON array: found `\\u{1b}`, expected `,` or `]`",
        );
        let below = format!("{name}/out");
        told(
            &["run", name, "--out", &below],
            4,
            "error: cannot write to `NAME/out`: not a directory",
        );
        told(
            &["run", name, "--out", "."],
            4,
            "error: cannot write to `.`: found `NAME` in it, expected an empty folder or an earlier run's output",
        );
        let component = ["run", name, "--out", "out", "--component", name];
        told(
            &component,
            2,
            "error: cannot read the component `NAME`: found no WebAssembly: it starts with 5b 7b 7d 1b, expected `\\0asm`",
        );
        // Each host has its own messages for wrong usage.
        for arguments in [&[name][..], &["create", name], &["create", "--age", name]] {
            for host in Host::ALL {
                let answer = host.call(scratch.path(), arguments);
                let first = answer.stderr.lines().next().unwrap_or_default();
                assert_eq!(answer.code, 2, "{host:?} {name:?}");
                assert!(first.contains(&format!("'{shown}'")), "{host:?} {name:?}: {first}");
                is_inert(&answer.stderr, "stderr");
            }
        }
    }
}

#[test]
fn names_of_users() {
    let scratch = tempfile::tempdir().expect("a folder");
    for (name, _) in NAMES {
        for more in [[].as_slice(), &["--json"]] {
            let user = ["create", "--name", name, "--email", name, "--age", "9"];
            assert_eq!(on_both(scratch.path(), &[user.as_slice(), more].concat()).code, 1);
        }
    }
}

#[test]
fn what_any_vector_gives() {
    let mut looked_at = 0;
    for folder in ["good", "bad"] {
        for entry in fs::read_dir(checkout("tests/vectors").join(folder)).expect("the vectors are there") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "expected") {
                looked_at += look_at(&path);
            }
        }
    }
    assert!(looked_at > 300, "{looked_at}");
}

fn look_at(path: &Path) -> usize {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("the folder can be listed");
        return entries.map(|entry| look_at(&entry.expect("an entry").path())).sum();
    }
    is_inert(
        &fs::read_to_string(path).expect("it is UTF-8"),
        &path.display().to_string(),
    );
    1
}

/// Paths that together have every invisible character but NUL, which a path can't have.
fn paths() -> Vec<String> {
    let characters: Vec<char> = invisible().into_iter().filter(|character| *character != '\0').collect();
    // The system's limits for a name and for a path are 255 and 4096 bytes.
    let names: Vec<String> = characters.chunks(60).map(String::from_iter).collect();
    names.chunks(14).map(|names| names.join("/")).collect()
}

/// One record per invisible character for each kind of outcome: accepted, against a rule, and not readable.
fn records(line: impl Fn(&str, &str, u32) -> String) -> String {
    let mut text = String::new();
    for (number, character) in invisible().into_iter().enumerate() {
        let name = format!("a{character}b");
        text += &line(&name, &format!("user{number}@example.com"), 30);
        text += &line(&name, &format!("user{character}@{character}.example"), 5);
    }
    text
}

fn csv() -> String {
    let ignored: String = invisible().into_iter().collect();
    let lines = records(|name, email, age| format!("\"{name}\",\"{email}\",{age},\n"));
    let unreadable = invisible()
        .into_iter()
        .map(|character| format!("a,\"b{character}\"c,30\n"));
    format!("name,email,age,\"{ignored}\"\n") + &lines + &unreadable.collect::<String>()
}

fn ndjson() -> String {
    let lines = records(|name, email, age| {
        serde_json::json!({ "name": name, "email": format!("n-{email}"), "age": age }).to_string() + "\n"
    });
    let unreadable: String = invisible()
        .iter()
        .map(|character| format!("{{\"age\":{character}}}\n"))
        .collect();
    lines + &unreadable
}

#[test]
fn every_invisible_character_in_records_and_paths() {
    let paths = paths();
    let text: String = invisible().into_iter().filter(|character| *character != '\0').collect();
    let scratch = tempfile::tempdir().expect("a folder");
    // Two inputs have all records; the others are only needed for their paths.
    let contents = [csv(), ndjson()]
        .into_iter()
        .chain(std::iter::repeat("name,email,age\n,,\n".into()));
    for (path, content) in paths.iter().zip(contents) {
        let path = scratch.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, content).expect("an input");
    }
    let inputs: Vec<&str> = paths.iter().map(String::as_str).collect();
    let [wasmtime, node] = Host::ALL.map(|host| {
        let out = format!("out {}", paths[0].split('/').next().expect("a name"));
        let options = ["--out", &out, "--generated-at", &text];
        let answer = host.call(scratch.path(), &[["run"].as_slice(), &inputs, &options].concat());
        is_inert(&answer.stdout, "stdout");
        is_inert(&answer.stderr, "stderr");
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        let written = files(&scratch.path().join(out));
        (answer, written)
    });
    assert_eq!(node.0, wasmtime.0);
    same(&node.1, &wasmtime.1).unwrap();
    let text = |file: &str| String::from_utf8(wasmtime.1[file].clone()).expect("it is UTF-8");
    for file in wasmtime.1.keys() {
        is_inert(&text(file), file);
    }
    // Every name reads back as it was.
    let mut names: Vec<char> = Vec::new();
    for line in text("users.ndjson").lines() {
        let user: serde_json::Value = serde_json::from_str(line).expect("JSON");
        names.extend(
            user["name"]
                .as_str()
                .expect("a name")
                .chars()
                .filter(|one| !['a', 'b'].contains(one)),
        );
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, invisible());
    let summary: serde_json::Value = serde_json::from_str(&text("summary.json")).expect("JSON");
    let sources: Vec<&str> = summary["sources"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["name"].as_str().expect("text"))
        .collect();
    assert_eq!(sources, inputs);
}

#[test]
fn every_invisible_character_in_messages() {
    let scratch = tempfile::tempdir().expect("a folder");
    let text: String = invisible().into_iter().filter(|character| *character != '\0').collect();
    fs::write(scratch.path().join("users.csv"), &text).expect("an input");
    fs::write(scratch.path().join("rules"), format!("x{text}")).expect("rules");
    let paths = paths();
    let mut calls = vec![
        (vec!["create", "--name", &text, "--email", &text, "--age", "9"], 1),
        (
            vec!["create", "--json", "--name", &text, "--email", &text, "--age", "9"],
            1,
        ),
        (vec!["create", "--name", "a", "--email", "b", "--age", &text], 2),
        (vec!["create", &text], 2),
        (vec![&text], 2),
        (vec!["run", "users.csv", "--out", "out"], 2),
        (vec!["rules", "--check", "rules"], 2),
    ];
    for path in &paths {
        calls.push((vec!["run", path, "--out", "out"], 2));
        calls.push((vec!["rules", "--check", path], 2));
    }
    for (arguments, code) in calls {
        for host in Host::ALL {
            let answer = host.call(scratch.path(), &arguments);
            let title = format!("{} {}", host.name(), arguments[0].escape_unicode());
            is_inert(&answer.stdout, &title);
            is_inert(&answer.stderr, &title);
            assert_eq!(answer.code, code, "{title}: {}", answer.stderr);
        }
    }
}

#[test]
fn values_of_variables() {
    let text: String = invisible().into_iter().filter(|character| *character != '\0').collect();
    for host in Host::ALL {
        let mut command = host.command(&checkout("."));
        command.args(["rules"]).env("PIPELINE_TIMEOUT", &text);
        let answer = Answer::from(command.output().expect("the host starts"));
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{host:?}");
        assert!(answer.stderr.contains(r"\u{202e}"), "{host:?} {}", answer.stderr);
        is_inert(&answer.stderr, "stderr");
    }
}

/// The tools that build and compose also print names.
#[test]
fn names_in_messages_of_the_tools() {
    let text: String = invisible().into_iter().filter(|character| *character != '\0').collect();
    let with = format!("{text}={text}");
    for (tool, arguments) in [
        ("compose", [text.as_str()].as_slice()),
        ("compose", &["--only", &text]),
        ("compose", &["--with", &text]),
        ("compose", &["--with", &with]),
        ("compose", &["new-stage", "--name", &text, "--lang", "js"]),
        ("compose", &["new-stage", "--name", "tidy", "--lang", &text]),
        ("compose", &["new-stage", &text]),
        (
            "compose",
            &["new-pipeline", "--name", &text, "--dir", "../a", "--record", "a:u8"],
        ),
        (
            "compose",
            &["new-pipeline", "--name", "a", "--dir", &text, "--record", "a:u8"],
        ),
        (
            "compose",
            &["new-pipeline", "--name", "a", "--dir", "../a", "--record", &text],
        ),
        ("compile", &[&text]),
    ] {
        let output = Command::new(checkout("build/tools").join(tool))
            .current_dir(checkout("."))
            .args(arguments)
            .output();
        let answer = Answer::from(output.expect("the tool starts"));
        let title = format!("{tool} {}", arguments[0].escape_unicode());
        assert_ne!(answer.code, 0, "{title}");
        is_inert(&answer.stdout, &title);
        is_inert(&answer.stderr, &title);
        // Nothing in an argument begins a line.
        let lines = answer.stderr.lines().map(str::trim_start);
        let forged = lines.filter(|line| !line.is_empty() && !begins_well(line)).count();
        assert_eq!(forged, 0, "{title}: {}", answer.stderr);
    }
}

/// As a line of a tool's own does.
fn begins_well(line: &str) -> bool {
    [
        "error: ",
        "usage: ",
        "Usage: ",
        "compose ",
        "tip: ",
        "For more information",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

#[test]
fn every_invisible_character_from_a_store() {
    let scratch = tempfile::tempdir().expect("a folder");
    fs::write(scratch.path().join("users.csv"), csv()).expect("an input");
    let call = |arguments: &[&str]| {
        let answer = Host::Wasmtime.call(scratch.path(), arguments);
        is_inert(&answer.stdout, arguments[0]);
        is_inert(&answer.stderr, arguments[0]);
        answer
    };
    let run = call(&["run", "users.csv", "--out", "out", "--store", "users.db"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let count = invisible().len();
    let users = call(&["users", "list", "--store", "users.db", "--limit", "10000"]);
    assert_eq!(
        (users.code, users.stdout.lines().count()),
        (0, count),
        "{}",
        users.stderr
    );
    for (format, headings) in [("table", 2), ("ndjson", 0)] {
        let query = "select name from users order by name";
        let answer = call(&["query", "--store", "users.db", "--format", format, query]);
        assert_eq!(
            (answer.code, answer.stdout.lines().count()),
            (0, headings + count),
            "{}",
            answer.stderr
        );
    }
    let text: String = invisible().into_iter().filter(|character| *character != '\0').collect();
    assert_eq!(
        call(&["query", "--store", "users.db", &format!("select \"{text}\"\"")]).code,
        2
    );
    assert_eq!(call(&["users", "find", "--store", "users.db", &text]).code, 1);
    assert_eq!(call(&["users", "list", "--store", &paths()[0]]).code, 5);
}

#[test]
fn every_invisible_character_in_answers_of_the_gateway() {
    let text: String = invisible().into_iter().collect();
    let server = Server::pipeline(&[]);
    let user = |name: &str, email: &str, age| Exchange::user(name, email, age);
    let mut exchanges = vec![
        (user(&format!("a{text}"), "a@example.com", 30), 201),
        (user(&format!("a{text}"), "A@example.com", 30), 409),
        (user(&text, &text, 3), 422),
        (Exchange::get("/users?limit=10"), 200),
        (
            Exchange::post("/users", "application/json", format!("{{\"a{text}\":1}}")),
            400,
        ),
        (Exchange::post("/users", "application/json", text.clone()), 400),
        (Exchange::post("/validate", "text/csv", csv()), 200),
        (Exchange::post("/validate", "application/x-ndjson", ndjson()), 200),
        (Exchange::post("/validate", "text/csv", text.clone()), 400),
    ];
    // A server need not accept longer targets.
    for characters in invisible().chunks(300) {
        let piece = String::from_iter(characters);
        let piece: String = piece.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for target in [
            "/PIECE",
            "/users/PIECE",
            "/users?PIECE=1",
            "/users?after=PIECE",
            "/report?format=PIECE",
        ] {
            exchanges.push((Exchange::get(&target.replace("PIECE", &piece)), 0));
        }
    }
    for format in ["html", "json", "markdown", "svg"] {
        exchanges.push((Exchange::get(&format!("/report?format={format}")), 200));
    }
    for (exchange, status) in exchanges {
        let reply = server.send(&exchange);
        let title = format!("{} {}", exchange.method, exchange.target);
        is_inert(&reply.body, &title);
        assert!(status == 0 || reply.status == status, "{title}: {reply:?}");
    }
    is_inert(&server.said(), "the log");
}
