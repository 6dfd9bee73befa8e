//! Limits, by flag and by environment variable: the message of a run that meets one.

use std::fs;
use std::process::Command;

use samples::args::Format;
use samples::rows::Mix;
use tempfile::TempDir;
use tests::checkout;
use tests::folder::names;
use tests::host::{Answer, Host};

/// A folder with the sample as `users.csv`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(checkout("samples/users.csv"), folder.path().join("users.csv")).expect("there is a sample");
    folder
}

fn run(host: Host, folder: &TempDir, limits: &[&str]) -> Answer {
    let answer = host.call(
        folder.path(),
        &[&["run", "users.csv", "--out", "out", "--quiet"], limits].concat(),
    );
    assert!(
        answer.code < 2 || !folder.path().join("out").exists(),
        "{}",
        answer.stderr
    );
    answer
}

/// A host's error for a run with these limits, without the notice of a compilation.
fn error(host: Host, limits: &[&str], code: i32) -> String {
    let answer = run(host, &folder(), limits);
    assert_eq!(answer.code, code, "{limits:?}: {}", answer.stderr);
    let at = answer.stderr.find("error: ").expect("there is an error");
    answer.stderr[at..].trim_end().into()
}

#[test]
fn each_limit_is_enforced_and_named() {
    let met = [
        (
            "--max-tables=2",
            "cannot start the run: the component met the limit `max-tables`, 2",
        ),
        (
            "--max-table-elements=9",
            "cannot start the run: the component met the limit `max-table-elements`, 9",
        ),
        (
            "--max-handles=1",
            "cannot run `users.csv`: the component met the limit `max-handles`, 1, in `driver` (Rust)",
        ),
        (
            "--max-memory=1000000",
            "cannot start the run: the component met the limit `max-memory`, 1000000 B in all components together",
        ),
        (
            "--max-call-bytes=2048",
            "cannot run `users.csv`: the component met the limit `max-call-bytes`, 2 KiB in one call, in `driver` \
             (Rust), after record 0",
        ),
        (
            "--max-report-bytes=1024",
            "cannot take the report `summary.json`: the component met the limit `max-report-bytes`, 1 KiB, in `reporter` \
             (Python), after record 50",
        ),
        (
            "--max-record-bytes=20",
            "users.csv:2:1: cannot read the record: found more than 20 bytes, expected at most that many (limit \
             `max-record-bytes`), in `driver` (Rust)",
        ),
    ];
    for (flag, message) in met {
        assert_eq!(error(Host::Wasmtime, &[flag], 3), format!("error: {message}"));
    }
    for (flag, message) in &met[3..] {
        assert_eq!(error(Host::Node, &[flag], 3), format!("error: {message}"));
    }
}

#[test]
fn node_rejects_limits_that_it_cannot_enforce() {
    for name in ["fuel", "max-stack", "max-tables", "max-table-elements", "max-handles"] {
        let message = format!("error: cannot set the limits: `{name}` is not supported by the Node host");
        assert_eq!(error(Host::Node, &[&format!("--{name}"), "20000"], 2), message);
    }
}

#[test]
fn fuel_ends_a_run_in_the_same_place_each_time() {
    let enough = run(Host::Wasmtime, &folder(), &["--fuel", "1000000000"]);
    assert_eq!(enough.code, 1, "{}", enough.stderr);
    let error = |fuel: &str| error(Host::Wasmtime, &["--fuel", fuel], 3);
    let stopped = error("3000000");
    let start = "error: cannot run `users.csv`: the component met the limit `fuel`, 3000000 units, in `";
    assert!(stopped.starts_with(start), "{stopped}");
    assert_eq!(error("3000000"), stopped);
    // With much less fuel, the run ends in another place.
    assert_ne!(error("300"), stopped.replace("3000000", "300"));
}

#[test]
fn a_deadline_that_is_kept_changes_nothing() {
    for host in Host::ALL {
        let (usual, timed) = (folder(), folder());
        run(host, &usual, &[]);
        let answer = run(host, &timed, &["--timeout", "600"]);
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        let out = |folder: &TempDir| tests::folder::files(&folder.path().join("out"));
        tests::folder::same(&out(&timed), &out(&usual)).expect("the same output");
    }
}

#[test]
fn a_variable_sets_a_limit_and_a_flag_wins() {
    let run = |host: Host, value: &str, flags: &[&str]| {
        let folder = folder();
        let mut command = host.command(folder.path());
        command
            .args(["run", "users.csv", "--out", "out", "--quiet"])
            .args(flags)
            .env("PIPELINE_MAX_REPORT_BYTES", value);
        Answer::from(command.output().expect("the host starts"))
    };
    for host in Host::ALL {
        let answer = run(host, "1024", &[]);
        assert_eq!(answer.code, 3, "{}", answer.stderr);
        assert!(answer.stderr.contains("`max-report-bytes`, 1 KiB"), "{}", answer.stderr);
        let answer = run(host, "1024", &["--max-report-bytes", "1000000"]);
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        for value in ["1_024", "0", "5000000000", ""] {
            let answer = run(host, value, &[]);
            assert_eq!(answer.code, 2, "{}", answer.stderr);
            let named = format!("invalid value '{value}' for 'PIPELINE_MAX_REPORT_BYTES': expected a whole number");
            assert!(answer.stderr.contains(&named), "{}", answer.stderr);
        }
        let answer = run(host, "1024", &["--max-report-bytes", "0"]);
        assert!(
            answer.stderr.contains("for '--max-report-bytes <BYTES>': expected"),
            "{}",
            answer.stderr
        );
    }
}

/// So is a limit on open files, whatever is to be opened then. With fewer than these, no process starts.
#[test]
fn a_limit_on_open_files_is_the_host_s_failure() {
    let folder = folder();
    let mut many = fs::File::create(folder.path().join("many.csv")).expect("a file");
    samples::write(&mut many, Format::Csv, 40_000, 7, Mix::new(120, 40).expect("a mix")).expect("there is room");
    let kept = folder.path().join("cache");
    let translated = format!(
        "run many.csv --out out --quiet --component '{}'",
        checkout("build/pipeline.wasm").display()
    );
    let run = "run many.csv --out out --quiet";
    let first = |command: &str| {
        let call = format!("exec {command}");
        let status = Command::new("sh")
            .args(["-c", &call])
            .current_dir(folder.path())
            .env("XDG_CACHE_HOME", &kept)
            .status();
        assert_eq!(status.expect("there is sh").code(), Some(1), "{command}");
    };
    first(&format!("'{}' {translated}", Host::Node.path().display()));
    first(&format!("'{}' {run} --store users.db", Host::Wasmtime.path().display()));
    let before = names(&kept.join("polyglot-pipeline/translated"));
    for (host, limits, arguments, last) in [
        (Host::Wasmtime, (4..24).step_by(1), format!("{run} --threads 1"), 1),
        (Host::Wasmtime, (4..24).step_by(1), format!("{run} --threads 3"), 1),
        (Host::Wasmtime, (4..24).step_by(1), format!("{run} --store users.db"), 1),
        (
            Host::Wasmtime,
            (4..24).step_by(1),
            "users list --store users.db --limit 1".into(),
            0,
        ),
        (Host::Node, (22..100).step_by(13), run.into(), 1),
        (Host::Node, (22..100).step_by(13), translated, 1),
    ] {
        let mut codes = Vec::new();
        for limit in limits {
            // What make leaves open for its children would count.
            let command = format!(
                "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ulimit -n {limit}; \
                 exec '{}' {arguments}",
                host.path().display()
            );
            let mut shell = Command::new("sh");
            shell
                .args(["-c", &command])
                .current_dir(folder.path())
                .env("XDG_CACHE_HOME", &kept);
            let answer = Answer::from(shell.output().expect("there is sh"));
            let message = answer.stderr.lines().last().unwrap_or_default();
            match answer.code {
                6 => assert!(
                    message.starts_with("error: cannot ")
                        && message.ends_with("more open files; raise the limit (`ulimit -n`)"),
                    "{host:?} {limit} {arguments}: {}",
                    answer.stderr
                ),
                code => assert_eq!(code, last, "{host:?} {limit} {arguments}: {}", answer.stderr),
            }
            // What is kept is not at fault.
            assert!(!answer.stderr.contains(" again: "), "{}", answer.stderr);
            codes.push(answer.code);
        }
        assert_eq!(
            (codes[0], codes.last()),
            (6, Some(&last)),
            "{host:?} {arguments}: {codes:?}"
        );
    }
    assert_eq!(names(&kept.join("polyglot-pipeline/translated")), before);
}

/// Too little address space is not the component's fault, and ends no host in a crash. Node itself needs more than a GiB to
/// start, and ends in one below that.
#[test]
fn a_limited_address_space_is_the_host_s_failure() {
    let folder = folder();
    let kib = |host| match host {
        Host::Wasmtime => [40_000, 80_000, 160_000, 600_000, 4_000_000, 16_000_000, 64_000_000].as_slice(),
        Host::Node => &[2_000_000, 4_000_000, 16_000_000],
    };
    for host in Host::ALL {
        let mut codes = Vec::new();
        for limit in kib(host) {
            let command = format!(
                "ulimit -v {limit}; exec '{}' run users.csv --out out --quiet",
                host.path().display()
            );
            let output = Command::new("sh")
                .args(["-c", &command])
                .current_dir(folder.path())
                .output();
            let answer = Answer::from(output.expect("there is sh"));
            let message = answer.stderr.lines().last().unwrap_or_default();
            match answer.code {
                6 => assert!(
                    message.starts_with("error: cannot ") && message.contains("the system refuses the host "),
                    "{host:?} {limit}: {}",
                    answer.stderr
                ),
                code => assert_eq!(code, 1, "{host:?} {limit}: {}", answer.stderr),
            }
            codes.push(answer.code);
        }
        assert_eq!(codes.last(), Some(&1), "{host:?} {codes:?}");
        assert!(host == Host::Node || codes[0] == 6, "{codes:?}");
    }
}
