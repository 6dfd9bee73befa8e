//! A component by itself does what was recorded in a composition, and a fault in it is found.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tests::checkout;
use tests::folder::{files, same};
use tests::host::{Answer, Host};
use tests::inert::is_inert;

fn call(folder: &Path, arguments: &[&str]) -> Answer {
    Host::Wasmtime.call(folder, arguments)
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs an input with `trace.json` as its recording.
fn record(folder: &Path, input: &str, arguments: &[&str]) -> Answer {
    fs::write(folder.join("users.csv"), input).expect("an input");
    let run = [
        "run",
        "users.csv",
        "--out",
        "out",
        "--trace-file",
        "trace.json",
        "--trace-values",
    ];
    call(folder, &[&run, arguments].concat())
}

fn faulty(name: &str) -> String {
    checkout("build/faults").join(name).to_string_lossy().into_owned()
}

#[test]
fn a_recorded_run_is_the_same_and_each_part_does_what_was_recorded() {
    let scratch = tempfile::tempdir().expect("a folder");
    let sample = checkout("samples/users.csv").to_string_lossy().into_owned();
    fs::write(scratch.path().join("adults.conf"), "min-age = 18\n").expect("rules");
    let run = |arguments: &[&str]| {
        let run = ["run", &sample, "--rules", "adults.conf", "--out"];
        let answer = call(scratch.path(), &[&run, arguments].concat());
        assert_eq!(answer.code, 1, "{}", answer.stderr);
    };
    run(&["plain"]);
    run(&["recorded", "--trace-file", "trace.json", "--trace-values"]);
    let [plain, recorded] = ["plain", "recorded"].map(|name| files(&scratch.path().join(name)));
    same(&recorded, &plain).unwrap_or_else(|difference| panic!("{difference}"));

    let trace = scratch.path().join("trace.json");
    assert_eq!(trace.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
    is_inert(&text(&trace), "the trace");
    // Resources pass as exports of the driver, the validator and the store, and as imports of the driver and the service.
    for part in ["driver", "service", "validator", "store", "config", "reporter"] {
        let answer = call(scratch.path(), &["replay", "trace.json", "--part", part]);
        assert_eq!(answer.code, 0, "{part}: {answer:?}");
        assert!(
            answer.stdout.starts_with(&format!("`{part}` does what was recorded: ")),
            "{}",
            answer.stdout
        );
        assert!(!answer.stdout.contains(" 0 calls to it"), "{}", answer.stdout);
    }
}

#[test]
fn the_host_is_recorded_in_single_calls_too() {
    let scratch = tempfile::tempdir().expect("a folder");
    let create = ["create", "--name", "Ann", "--email", "ann@example.com", "--age", "30"];
    let answer = call(
        scratch.path(),
        &[&create[..], &["--trace-file", "trace.json", "--trace-values"]].concat(),
    );
    assert_eq!(answer.stdout, "usr_24nkqm53jkbp3hvs0jy686a8z2\n", "{}", answer.stderr);
    let trace: Value = serde_json::from_str(&text(&scratch.path().join("trace.json"))).expect("JSON");
    let first = &trace["traceEvents"][0];
    assert_eq!(first["cat"], "host → service");
    assert_eq!(first["args"]["arguments"]["user"]["name"], "Ann");
    assert_eq!(
        first["args"]["result"]["ok"]["user-id"],
        "usr_24nkqm53jkbp3hvs0jy686a8z2"
    );
    let answer = call(scratch.path(), &["replay", "trace.json", "--part", "service"]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "`service` does what was recorded: 1 calls to it, 3 calls by it\n"),
        "{}",
        answer.stderr
    );
}

/// The service of `build/faults` counts one user too many after one with this name.
#[test]
fn a_wrong_total_is_found_and_kept_as_a_test() {
    let scratch = tempfile::tempdir().expect("a folder");
    let input = "name,email,age\nfault-service-total,ann@example.com,30\nBob,bob@example,40\n";
    let answer = record(scratch.path(), input, &[]);
    assert_eq!(answer.code, 1, "{}", answer.stderr);

    let faulty = faulty("service.wasm");
    let replay = ["replay", "trace.json", "--part", "service", "--emit-test", "total.json"];
    let answer = call(scratch.path(), &[&replay[..], &["--component", &faulty]].concat());
    let lines: Vec<&str> = answer.stdout.lines().collect();
    let [place, expected, found] = lines.as_slice() else {
        panic!("{answer:?}");
    };
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(place.starts_with("call "), "{place}");
    assert!(
        place.ends_with("`my:user-service/user-service@2.0.0#summary`: the result differs at `.accepted`"),
        "{place}"
    );
    assert_eq!((*expected, *found), ("  expected 1", "  found    2"));

    // The test needs nothing but the component: it fails as long as the fault is there.
    fs::remove_file(scratch.path().join("trace.json")).expect("it is there");
    let test = call(scratch.path(), &["replay", "total.json", "--component", &faulty]);
    assert_eq!((test.code, &test.stdout), (1, &answer.stdout), "{}", test.stderr);
    let test = call(scratch.path(), &["replay", "total.json"]);
    assert_eq!(test.code, 0, "{test:?}");

    // What it expects can be changed by hand.
    let path = scratch.path().join("total.json");
    let changed = text(&path).replace("\"accepted\":1", "\"accepted\":3");
    fs::write(&path, changed).expect("it can be written");
    let test = call(scratch.path(), &["replay", "total.json"]);
    assert_eq!(test.code, 1, "{test:?}");
    assert!(test.stdout.contains("  expected 3\n  found    1\n"), "{}", test.stdout);
}

#[test]
fn a_component_that_calls_its_imports_differently_is_found() {
    let scratch = tempfile::tempdir().expect("a folder");
    let answer = record(scratch.path(), "name,email,age\nAnn,ann@example.com,30\n", &[]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let path = scratch.path().join("trace.json");
    let trace = text(&path);
    // What the service asked of the store, and what it was told.
    for (recorded, other, what) in [
        (
            "\"keys\":{\"text\":\"ann@example.com\"",
            "\"keys\":{\"text\":\"Ann@example.com\"",
            "parameter `keys` of its call of `my:storage/kv@2.0.0#[method]kv-store.put-new` differs at `.text`",
        ),
        (
            "#[method]kv-store.put-new\"",
            "#[method]kv-store.scan\"",
            "it makes another call",
        ),
    ] {
        assert!(trace.contains(recorded), "{recorded}: {trace}");
        fs::write(&path, trace.replace(recorded, other)).expect("it can be written");
        let answer = call(scratch.path(), &["replay", "trace.json", "--part", "service"]);
        assert_eq!(answer.code, 1, "{answer:?}");
        assert!(answer.stdout.contains(what), "{}", answer.stdout);
    }
}

#[test]
fn a_call_that_traps_is_recorded_and_traps_again() {
    let scratch = tempfile::tempdir().expect("a folder");
    let composed = faulty("recorded.wasm");
    let input = "name,email,age\nfault-service-trap,ann@example.com,30\n";
    let answer = record(scratch.path(), input, &["--component", &composed]);
    assert_eq!(answer.code, 3, "{answer:?}");
    let replay = |component: &[&str]| {
        let replay = ["replay", "trace.json", "--part", "service"];
        call(scratch.path(), &[&replay, component].concat())
    };
    let again = replay(&["--component", &faulty("service.wasm")]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(
        again.stdout.contains("the last call doesn't return: failed: wasm"),
        "{}",
        again.stdout
    );
    assert!(
        again.stdout.contains("`unreachable` instruction executed"),
        "{}",
        again.stdout
    );
    let fixed = replay(&[]);
    assert_eq!(fixed.code, 1, "{fixed:?}");
    // The one that failed never came to its first call.
    assert!(
        fixed
            .stdout
            .contains("#process`: it makes another call\n  expected no call\n"),
        "{}",
        fixed.stdout
    );
}

#[test]
fn values_are_kept_only_on_request_and_up_to_a_size() {
    let scratch = tempfile::tempdir().expect("a folder");
    let input = "name,email,age\nAnneliese,anneliese@example.com,30\n";
    fs::write(scratch.path().join("users.csv"), input).expect("an input");
    let run = ["run", "users.csv", "--out", "out", "--trace-file", "trace.json"];
    let path = scratch.path().join("trace.json");
    assert_eq!(call(scratch.path(), &run).code, 0);
    assert!(!text(&path).contains("Anneliese"));
    let answer = call(scratch.path(), &["replay", "trace.json", "--part", "service"]);
    assert_eq!(answer.code, 2, "{answer:?}");
    assert!(
        answer.stderr.contains("record it with `--trace-values`"),
        "{}",
        answer.stderr
    );

    let some = ["--trace-values", "--max-trace-bytes", "1500"];
    let answer = call(scratch.path(), &[&run[..], &some].concat());
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(
        answer.stderr.contains("`--max-trace-bytes`, 1500 B"),
        "{}",
        answer.stderr
    );
    let trace: Value = serde_json::from_str(&text(&path)).expect("JSON");
    let events = trace["traceEvents"].as_array().expect("events");
    let size = |event: &Value| {
        ["arguments", "result"]
            .map(|key| event["args"][key].to_string().len())
            .iter()
            .sum::<usize>()
    };
    assert!(events.iter().map(size).sum::<usize>() < 1500 + 8 * events.len());
    let answer = call(scratch.path(), &["replay", "trace.json", "--part", "driver"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(answer.stderr.contains("no values of later calls"), "{}", answer.stderr);
}

#[test]
fn what_does_not_fit_is_named() {
    let scratch = tempfile::tempdir().expect("a folder");
    let answer = record(scratch.path(), "name,email,age\nAnn,ann@example.com,30\n", &[]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    fs::write(scratch.path().join("not.json"), "{").expect("a file");
    let validator = checkout("build/validator.wasm").to_string_lossy().into_owned();
    for (arguments, words) in [
        (
            &["trace.json"][..],
            &["found calls to `config`, `driver`", "`--part`"][..],
        ),
        (
            &["trace.json", "--part", "servic"],
            &["found no calls to `servic`", "`service`"],
        ),
        (
            &["trace.json", "--part", "service", "--component", &validator],
            &["validator.wasm", "call 1, `my:user-service/", "doesn't export"],
        ),
        (&["not.json"], &["cannot read the recording `not.json`"]),
        (&["missing.json"], &["`missing.json`: no such file"]),
        (
            &["trace.json", "--part", "service", "--emit-test", "trace.json"],
            &["it is the same file as"],
        ),
    ] {
        let answer = call(scratch.path(), &[&["replay"], arguments].concat());
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (2, ""),
            "{arguments:?}: {}",
            answer.stderr
        );
        for word in words {
            assert!(answer.stderr.contains(word), "`{word}` isn't in {}", answer.stderr);
        }
    }
}

#[test]
fn what_only_the_rust_host_can_do_is_an_error_in_node() {
    for (arguments, message) in [
        (
            "run users.csv --trace-file t.json --trace-values",
            "`--trace-values` is not supported by the Node host; use `bin/pipeline run --trace-values`",
        ),
        (
            "run users.csv --keep-totals t.json",
            "`--keep-totals` is not supported by the Node host; use `bin/pipeline run --keep-totals`",
        ),
        (
            "replay t.json",
            "`replay` is not supported by the Node host; use `bin/pipeline replay`",
        ),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let answer = Host::Node.call(&checkout("tests"), &arguments);
        assert_eq!(
            (answer.code, answer.stderr.as_str()),
            (2, format!("error: {message}\n").as_str())
        );
    }
}

#[test]
fn kept_totals_give_the_reports_of_the_run_natively() {
    let scratch = tempfile::tempdir().expect("a folder");
    let sample = checkout("samples/users.csv").to_string_lossy().into_owned();
    let out = [
        "--generated-at",
        "today",
        "--out",
        "out",
        "--keep-totals",
        "totals.json",
    ];
    let answer = call(scratch.path(), &[&["run", &sample][..], &out].concat());
    assert_eq!(answer.code, 1, "{}", answer.stderr);
    let out = files(&scratch.path().join("out"));
    for (format, report) in [
        ("html", "report.html"),
        ("markdown", "report.md"),
        ("json", "summary.json"),
        ("svg", "report.svg"),
    ] {
        let rendered = rendered(scratch.path(), &["totals.json", format]);
        assert!(rendered == out[report], "{report}");
    }
    assert!(!text(&scratch.path().join("totals.json")).contains("amara.okonjo"));
}

/// The totals are there when the reporter fails, which is when a debugger is needed.
#[test]
fn totals_of_a_run_whose_reporter_fails_are_kept() {
    let scratch = tempfile::tempdir().expect("a folder");
    let input = "fault-reporter-exception.csv";
    fs::write(scratch.path().join(input), "name,email,age\nAnn,ann@example.com,30\n").expect("an input");
    let composed = faulty("recorded.wasm");
    let keep = ["--keep-totals", "totals.json", "--component", &composed];
    let answer = call(scratch.path(), &[&["run", input, "--out", "out"][..], &keep].concat());
    assert_eq!(answer.code, 3, "{answer:?}");
    let json: Value = serde_json::from_slice(&rendered(scratch.path(), &["totals.json", "json"])).expect("JSON");
    assert_eq!(json["accepted"], 1);
}

fn rendered(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("python3")
        .arg(checkout("py-reporting/render.py"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("python3 starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
