//! `pipeline inspect` and `pipeline verify` on the composed file.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::checkout;
use tests::host::{Answer, Host};

fn pipeline(verb: &str, arguments: &[&str]) -> Answer {
    let output = Command::new(Host::Wasmtime.path())
        .arg(verb)
        .arg(checkout("build/pipeline.wasm"))
        .args(arguments)
        .output();
    Answer::from(output.expect("the host starts"))
}

fn verify(policy: &str) -> Answer {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("policy.toml");
    fs::write(&file, policy).expect("a policy");
    pipeline("verify", &["--policy", &file.to_string_lossy()])
}

#[test]
fn no_part_reaches_an_import() {
    let answer = pipeline("inspect", &["--format", "json"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let graph: serde_json::Value = serde_json::from_str(&answer.stdout).expect("it is JSON");
    let components = graph["components"].as_array().expect("a list");
    let names: Vec<_> = components.iter().filter_map(|part| part["name"].as_str()).collect();
    for part in ["validator", "service", "reporter", "driver"] {
        assert!(names.contains(&part), "`{part}` isn't among {names:?}");
    }
    let tree = pipeline("inspect", &[]).stdout;
    assert!(tree.contains("provides no function"), "{tree}");
    assert!(tree.contains("reaches validator, store; no import"), "{tree}");
    for language in ["Rust", "Go", "Python"] {
        assert!(tree.contains(language), "`{language}` isn't in\n{tree}");
    }
}

#[test]
fn a_breach_is_reported_edge_by_edge() {
    let answer = verify("no-path = [{ from = 'driver', to = 'reporter', because = 'this one must fail' }]");
    assert_eq!(answer.code, 1, "{}", answer.stderr);
    for word in [
        "driver",
        "my:reporting/reporter@2.0.0",
        "reporter",
        "this one must fail",
    ] {
        assert!(answer.stderr.contains(word), "`{word}` isn't in {}", answer.stderr);
    }
}

#[test]
fn a_policy_that_holds_is_silent_and_one_that_cannot_be_read_is_an_error() {
    assert_eq!(verify("no-imports = true").code, 0);
    let answer = verify("no-import = true");
    assert_eq!(answer.code, 2, "{}", answer.stdout);
    assert!(answer.stderr.contains("no-import"), "{}", answer.stderr);
}

#[test]
fn any_file_gets_an_answer_or_an_error() {
    let inspect = |file: &Path| {
        let output = Command::new(Host::Wasmtime.path()).arg("inspect").arg(file).output();
        Answer::from(output.expect("the host starts"))
    };
    assert_eq!(inspect(&checkout("build/service.wasm")).code, 0);
    let answer = inspect(&checkout("README.md"));
    assert_eq!(answer.code, 2, "{}", answer.stdout);
    assert!(answer.stderr.contains("README.md"), "{}", answer.stderr);
}
