//! When the store fails at any call, both hosts report it, name the component, exit with 5 and publish nothing.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tests::checkout;
use tests::composition::{PARTS, build, compose, put};
use tests::folder::files;
use tests::host::{Answer, Host};
use tests::mock::failing_at;

/// The composition with the mock as its store.
fn composed() -> TempDir {
    let folder = build(&PARTS);
    put(folder.path(), "mock-store", "store");
    let answer = compose(&checkout(""), folder.path());
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    folder
}

/// A small run of several batches: one per input.
fn run(host: Host, folder: &Path, component: &Path) -> Answer {
    let component = component.to_string_lossy();
    let arguments = [
        "run",
        "a.csv",
        "b.csv",
        "--out",
        "out",
        "--quiet",
        "--component",
        &component,
    ];
    let mut command = host.command(folder);
    let answer = Answer::from(command.args(arguments).output().expect("the host starts"));
    // A host first prints that it compiles a new component.
    let said = answer
        .stderr
        .lines()
        .filter(|line| !line.starts_with("compiling ") && !line.starts_with("translating "));
    let stderr = said.collect::<Vec<_>>().join("\n");
    Answer { stderr, ..answer }
}

#[test]
fn every_call_that_fails_ends_the_run_and_publishes_nothing() {
    let composed = composed();
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path();
    for (file, email) in [("a.csv", "ann@example.com"), ("b.csv", "bob@example.com")] {
        fs::write(folder.join(file), format!("name,email,age\nSomebody,{email},36\n")).expect("an input");
    }
    let calls = ["open-store", "put-new", "put-new"];
    let component = composed.path().join("mock.wasm");
    let fails_at = |call: u32| {
        fs::write(&component, failing_at(&composed.path().join("pipeline.wasm"), call)).expect("a component");
    };
    for (at, call) in (1..).zip(calls) {
        fails_at(at);
        for host in Host::ALL {
            let answer = run(host, folder, &component);
            let expected =
                format!("error: stage `service`: the store `addresses` failed at `{call}`: set to fail at call {at}");
            assert_eq!(
                (answer.code, answer.stderr),
                (5, expected),
                "call {at}, {}",
                host.name()
            );
            assert_eq!(files(&folder.join("out")).len(), 0, "output of a run that failed");
            let left = fs::read_dir(folder).expect("a folder").count();
            assert_eq!(left, 2, "more than the inputs is left behind");
        }
    }
    // There is no further call, so a failure at the next one never happens.
    fails_at(calls.len() as u32 + 1);
    for host in Host::ALL {
        let answer = run(host, folder, &component);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", host.name());
        assert_eq!(files(&folder.join("out")).len(), 6);
        fs::remove_dir_all(folder.join("out")).expect("output");
    }
}
