//! No output file or message can affect the terminal, browser or editor that displays it.

use std::fs;
use std::path::Path;

use tests::checkout;
use tests::folder::{files, same};
use tests::host::{Answer, Host};
use tests::inert::is_inert;

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
                "name,email,age\nUser,user@example.com,30\n,,\n",
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
            "2 read, 1 accepted, 1 rejected: out {shown}/report.html\n  1  age: Age must be a whole number from 0 to \
             4294967295 ({shown}:3)\n"
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
            "error: cannot read the component `NAME`: found something else, expected a component",
        );
        // Each host words wrong usage in its own way.
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
