//! A traced composition writes the same output as the plain one and reports every call, on both hosts.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::Value;
use tests::checkout;
use tests::composition::{changed, compose_with};
use tests::folder::{files, same};
use tests::host::{Answer, Host};

/// The calls in a trace file, counted by `from → to function`.
fn counts(trace: &Value) -> BTreeMap<String, usize> {
    let events = trace["traceEvents"].as_array().expect("a list of events");
    let mut counts = BTreeMap::new();
    for event in events.iter().filter(|event| event["ph"] == "X") {
        let text = |key: &str| event[key].as_str().expect("a text").to_owned();
        assert!(
            event["ts"].as_f64() >= Some(0.0) && event["dur"].as_f64() >= Some(0.0),
            "{event}"
        );
        *counts.entry(format!("{} {}", text("cat"), text("name"))).or_default() += 1;
    }
    counts
}

#[test]
fn a_run_is_the_same_with_spies_and_every_call_is_reported() {
    let sample = checkout("samples/users.csv").to_string_lossy().into_owned();
    for host in Host::ALL {
        let scratch = tempfile::tempdir().expect("a folder");
        let call = |arguments: &[&str]| host.call(scratch.path(), &[&["run", &sample, "--out"], arguments].concat());
        assert_eq!(call(&["plain"]).code, 1);
        let answer = call(&["traced", "--trace", "--trace-file", "trace.json"]);
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        let (plain, traced) = (scratch.path().join("plain"), scratch.path().join("traced"));
        same(&files(&traced), &files(&plain)).unwrap_or_else(|difference| panic!("{}: {difference}", host.name()));

        let trace = fs::read(scratch.path().join("trace.json")).expect("a trace");
        let counts = counts(&serde_json::from_slice(&trace).expect("it is JSON"));
        let count = |edge: &str| counts.get(edge).copied().unwrap_or(0);
        assert_eq!(count("driver → service process"), 1, "{counts:?}");
        assert_eq!(count("service → validator validate-batch"), 1, "{counts:?}");
        assert_eq!(count("driver → reporter render"), 4, "{counts:?}");
        assert_eq!(count("host → driver finish"), 1, "{counts:?}");
        for word in ["own time", "validate-batch", "reporter"] {
            assert!(answer.stderr.contains(word), "`{word}` isn't in\n{}", answer.stderr);
        }
    }
}

#[test]
fn one_call_is_shown_as_a_tree() {
    let arguments = "create --trace --name Ann --email ann@example.com --age 30";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    for host in Host::ALL {
        let answer = host.call(&checkout("."), &arguments);
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (0, "usr_24nkqm53jkbp3hvs0jy686a8z2\n"),
            "{}",
            answer.stderr
        );
        let lines: Vec<&str> = answer.stderr.lines().filter(|line| line.contains('→')).collect();
        let [outer, inner, ..] = lines.as_slice() else {
            panic!("found no calls in\n{}", answer.stderr);
        };
        assert!(outer.starts_with("host → service  create-user"), "{outer}");
        assert!(outer.contains("18 B in, 30 B out"), "{outer}");
        assert!(inner.starts_with("  service → validator  "), "{inner}");
    }
}

#[test]
fn the_edges_are_those_of_the_plain_composition() {
    let edges = |file: &str| -> Value {
        let output = Command::new(Host::Wasmtime.path())
            .args(["inspect", "--format", "json"])
            .arg(checkout("build").join(file))
            .output();
        let answer = Answer::from(output.expect("the host starts"));
        serde_json::from_str(&answer.stdout).expect("it is JSON")
    };
    let plain = edges("pipeline.wasm");
    let mut imports: Vec<String> = edges("traced.wasm")["imports"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|import| {
            import["name"]
                .as_str()
                .filter(|name| name.contains("-to-"))
                .map(String::from)
        })
        .collect();
    let mut expected: Vec<String> = plain["edges"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|edge| {
            let end = |key: &str| edge[key]["component"].as_str();
            // The composition contains its components, and calls none.
            let from = end("from").filter(|from| *from != "composition")?;
            Some(format!("{from}-to-{}", end("to")?))
        })
        .collect();
    imports.sort();
    expected.sort();
    expected.dedup();
    assert!(!expected.is_empty());
    assert_eq!(imports, expected);
}

#[test]
fn a_composition_without_spies_is_an_error() {
    let component = checkout("build/pipeline.wasm").to_string_lossy().into_owned();
    let arguments = [
        "create",
        "--trace",
        "--component",
        &component,
        "--name",
        "A",
        "--email",
        "a",
        "--age",
        "1",
    ];
    for host in Host::ALL {
        let answer = host.call(&checkout("."), &arguments);
        assert_eq!(answer.code, 2, "{}", answer.stderr);
        assert!(answer.stderr.contains("found no spies in it"), "{}", answer.stderr);
    }
}

/// Composed before the service: a component with the same interface, and with parts of its own.
#[test]
fn with_a_stage_the_host_calls_the_stage() {
    let root = changed("", "");
    let out = tempfile::tempdir().expect("a folder");
    let stage = root.path().join("stages/tidy");
    fs::create_dir_all(&stage).expect("a folder");
    fs::write(stage.join("stage.toml"), "before = 'service'\n").expect("a stage");
    // The real policies name the service, which nothing uses here.
    let policies = root.path().join("composer/policies");
    fs::remove_file(&policies).expect("a link");
    fs::create_dir(&policies).expect("a folder");
    fs::write(policies.join("traced.toml"), "only-imports = '*'\n").expect("a policy");
    let answer = compose_with(
        root.path(),
        &[
            "--only",
            "traced",
            "--parts",
            &checkout("build").to_string_lossy(),
            "--with",
            &format!("tidy={}", checkout("build/user-service.wasm").display()),
            "--out",
            &out.path().to_string_lossy(),
        ],
    );
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let traced = out.path().join("traced.wasm").to_string_lossy().into_owned();
    for host in Host::ALL {
        let user = ["--name", "Ann", "--email", "ann@example.com", "--age", "30"];
        let create = ["create", "--trace", "--component", &traced];
        let answer = host.call(out.path(), &[create.as_slice(), &user].concat());
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        let calls: Vec<&str> = answer.stderr.lines().filter(|line| line.contains('→')).collect();
        assert!(calls[0].starts_with("host → tidy  create-user  "), "{host:?} {calls:?}");

        let sample = checkout("samples/users.csv").to_string_lossy().into_owned();
        let run = [
            "run",
            &sample,
            "--out",
            "out",
            "--trace-file",
            "trace.json",
            "--component",
            &traced,
        ];
        let answer = host.call(out.path(), &run);
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        let trace = fs::read(out.path().join("trace.json")).expect("a trace");
        let counts = counts(&serde_json::from_slice(&trace).expect("it is JSON"));
        for edge in ["host → driver finish", "driver → tidy process"] {
            assert_eq!(counts.get(edge), Some(&1), "{host:?} {counts:?}");
        }
    }
}
