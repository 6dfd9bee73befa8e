//! Components under lldb: as `make step` starts it, and as an editor does, through .vscode/launch.json.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tests::dap::Adapter;
use tests::folder::{difference, files};
use tests::host::{Answer, Host};
use tests::http::Exchange;
use tests::server::Server;
use tests::{checkout, skip};

/// The call that `make step` debugs.
const CALL: [&str; 8] = [
    "create",
    "--debug-info",
    "--name",
    "Ann Lee",
    "--email",
    "ann@example.com",
    "--age",
    "30",
];

/// lldb, or with `dap` the adapter for editors. Where it is missing, the reason is printed; `.ci/run` requires it.
fn debugger(which: &[&str]) -> Option<PathBuf> {
    let found = Command::new(checkout("toolchain/lldb")).args(which).output();
    let found = found.expect("a shell");
    if found.status.success() {
        return Some(String::from_utf8_lossy(&found.stdout).trim().into());
    }
    let reason = String::from_utf8_lossy(&found.stderr);
    assert!(std::env::var_os("DEBUGGER").is_none(), "{reason}");
    skip(reason.trim());
    None
}

/// Runs lldb with these commands, and the call under it, with a cache of its own. Returns what both print.
fn debug(lldb: &Path, cache: &Path, commands: &[&str]) -> String {
    debug_call(lldb, cache, commands, &CALL)
}

fn debug_call(lldb: &Path, cache: &Path, commands: &[&str], call: &[&str]) -> String {
    let mut command = Command::new(lldb);
    command.current_dir(checkout(".")).env("XDG_CACHE_HOME", cache);
    command.args(["--batch", "--no-lldbinit", "--no-use-colors"]);
    // A busy machine may take longer than the usual seconds to answer lldb.
    for line in [&PATIENCE].into_iter().chain(commands) {
        command.args(["--one-line", line]);
    }
    command.arg("--").arg(Host::Wasmtime.path()).args(call);
    let answer = Answer::from(command.output().expect("lldb starts"));
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    format!("{}{}", answer.stdout, answer.stderr)
}

/// What follows the last of these texts, which must occur in this order.
fn after<'a>(text: &'a str, marks: &[&str]) -> &'a str {
    marks.iter().fold(text, |rest, mark| match rest.split_once(mark) {
        Some((_, rest)) => rest,
        None => panic!("found no `{mark}` in: {rest}\n\nall of it: {text}"),
    })
}

/// The frames of the first list of calls.
fn frames(text: &str) -> Vec<&str> {
    let lines = text.lines().map(|line| line.trim_start_matches([' ', '*']));
    let lines = lines.skip_while(|line| !line.starts_with("frame #"));
    lines.take_while(|line| line.starts_with("frame #")).collect()
}

/// The folder for compiled code is there, but has no file.
fn nothing_is_kept(cache: &Path) {
    let kept = files(&cache.join("polyglot-pipeline/compiled"));
    assert!(kept.is_empty(), "the cache was written: {:?}", kept.keys());
}

const PATIENCE: &str = "settings set plugin.process.gdb-remote.packet-timeout 300";
const STEP: &str = "command source rust-host/lldb/step.lldb";

/// Twice: code with breakpoints in it must not be found by the second run, nor by one without a debugger.
#[test]
fn lldb_stops_in_both_languages_and_leaves_no_trace() {
    let Some(lldb) = debugger(&[]) else { return };
    let scratch = tempfile::tempdir().expect("a folder");
    for _ in 0..2 {
        let printed = debug(&lldb, scratch.path(), &[STEP, "continue"]);
        let first = after(&printed, &["stop reason =", "(lldb) calls"]);
        let callers = frames(first);
        assert!(callers[0].contains("imported.go"), "{printed}");
        assert!(callers.iter().all(|frame| !frame.contains("rules.rs")), "{printed}");

        let second = after(first, &["stop reason =", "(lldb) calls"]);
        // From the validator, in Rust, through the service, in Go, to the host. The frames between them are left out.
        let callers = frames(second);
        let files = ["rules.rs", "columns.rs", "imported.go", "create.go", "main.go"];
        let found = callers
            .iter()
            .filter_map(|frame| files.iter().position(|file| frame.contains(file)));
        let found: Vec<usize> = found.collect();
        assert!(found.is_sorted(), "{printed}");
        assert_eq!(found.iter().max(), Some(&(files.len() - 1)), "{printed}");
        assert!(callers.last().is_some_and(|frame| frame.contains("main")), "{printed}");
        assert!(
            callers.iter().all(|frame| !frame.contains("wasm-function")),
            "{printed}"
        );
        let values = after(second, &["frame variable"]);
        assert!(values.contains("age = 30"), "{printed}");
        assert!(values.contains("min_age = 13"), "{printed}");
        after(values, &["exited with status = 0"]);
    }
    nothing_is_kept(scratch.path());
}

/// Steps from one component into another, which is in another language. There, values are shown: texts, lists, columns of texts, and
/// what a pointer leads to.
#[test]
fn into_goes_from_one_component_into_another_and_values_are_shown() {
    let Some(lldb) = debugger(&[]) else { return };
    let scratch = tempfile::tempdir().expect("a folder");
    let mut commands = vec![
        "command source rust-host/lldb/setup.lldb",
        "stop-at go-service/imported.go validator.ValidateBatch",
        "run",
    ];
    commands.extend(
        [
            "into",
            // An unknown name would end the session, as any error does, if this were the command itself.
            r#"script lldb.debugger.HandleCommand("frame variable batch.names batch.emails batch.names.text batch.names.ends batch.ages")"#,
        ]
        .repeat(6),
    );
    commands.extend([
        "stop-at rust-validator/src/email.rs bytes.len() > SHORT",
        "stop-at rust-validator/src/rules.rs age < self.min_age",
        "continue",
        "frame variable",
        "continue",
        "frame variable",
        "kill",
    ]);
    let printed = debug(&lldb, scratch.path(), &commands);
    for expected in [
        // The contract's columns: a `String` and a `Vec<u32>`.
        r#"batch.names = ["Ann Lee"]"#,
        r#"batch.emails = ["ann@example.com"]"#,
        r#"(alloc::string::String) batch.names.text = "Ann Lee""#,
        "[0] = 7",
        // The core's: `&str` and `&[u32]`.
        r#"email = "ann@example.com""#,
        "batch.ages = 1 elements",
        "[0] = 30",
        // A reference.
        "min_age = 13",
    ] {
        assert!(printed.contains(expected), "found no `{expected}` in: {printed}");
    }

    let steps: Vec<&str> = printed.split("(lldb) into").skip(1).collect();
    assert_eq!(steps.len(), 6, "{printed}");
    // Each step ends at a line of the checkout.
    for step in &steps {
        assert!(step.contains(".go:") || step.contains(".rs:"), "{printed}");
    }
    // From Go to the function that Rust exports, without the adapter and the bindings between the two, and on into what it calls.
    let rust: Vec<&&str> = steps.iter().skip_while(|step| step.contains(".go:")).collect();
    assert!(
        rust.len() > 2 && rust[0].contains("violations(&DEFAULT, &batch)"),
        "{printed}"
    );
    assert!(rust[1].contains("columns::violations("), "{printed}");
}

/// The service is called as it was in a run, without any other component.
#[test]
fn a_component_stops_when_it_is_replayed_alone() {
    let Some(lldb) = debugger(&[]) else { return };
    let scratch = tempfile::tempdir().expect("a folder");
    let record = "create --name Ann --email ann@example.com --age 30 --trace-file trace.json --trace-values";
    let record: Vec<&str> = record.split(' ').collect();
    let answer = Host::Wasmtime.call(scratch.path(), &record);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let [trace, cache] = ["trace.json", "cache"].map(|name| scratch.path().join(name));
    let trace = trace.to_str().expect("a path in UTF-8");
    let printed = debug_call(
        &lldb,
        &cache,
        &[
            "command source rust-host/lldb/setup.lldb",
            "stop-at go-service/imported.go validator.ValidateBatch",
            "run",
            "calls",
            "continue",
        ],
        &["replay", "--debug-info", trace, "--part", "service"],
    );
    let callers = frames(after(&printed, &["(lldb) calls"]));
    assert!(callers[0].contains("imported.go"), "{printed}");
    assert!(
        callers.iter().any(|frame| frame.contains("go-service/main.go")),
        "{printed}"
    );
    after(
        &printed,
        &["`service` does what was recorded", "exited with status = 0"],
    );
    nothing_is_kept(&cache);
}

/// A line of a source file, by what is in it.
fn line(file: &str, content: &str) -> usize {
    let text = fs::read_to_string(checkout(file)).expect("the file is there");
    let found = text.lines().position(|line| line.contains(content));
    found.unwrap_or_else(|| panic!("found no `{content}` in `{file}`")) + 1
}

/// A file of .vscode/, with this checkout as its workspace.
fn settings(name: &str) -> Value {
    let text = fs::read_to_string(checkout(".vscode").join(name)).expect("the file is there");
    let folder = checkout(".").canonicalize().expect("it is there");
    let text = text.replace("${workspaceFolder}", folder.to_str().expect("a path in UTF-8"));
    serde_json::from_str(&text).expect("it is JSON, without comments")
}

/// The configurations that lldb runs, and one of each other debugger, are complete.
#[test]
fn an_editor_finds_what_its_configurations_name() {
    let (launch, tasks) = (settings("launch.json"), settings("tasks.json"));
    let tasks = tasks["tasks"].as_array().expect("a list");
    let configurations = launch["configurations"].as_array().expect("a list");
    for kind in ["lldb-dap", "go", "debugpy", "node"] {
        assert!(configurations.iter().any(|one| one["type"] == kind), "{kind}");
    }
    for configuration in configurations {
        if let Some(task) = configuration["preLaunchTask"].as_str() {
            assert!(tasks.iter().any(|one| one["label"] == task), "{configuration:#}");
        }
        let cwd = configuration["cwd"].as_str().expect("each has a folder");
        assert!(Path::new(cwd).is_dir(), "{configuration:#}");
    }
}

#[test]
fn an_editor_stops_at_breakpoints_in_both_languages() {
    let Some(adapter) = debugger(&["dap"]) else { return };
    let launch = settings("launch.json");
    let configurations = launch["configurations"].as_array().expect("a list");
    let scratch = tempfile::tempdir().expect("a folder");
    for name in ["Call: create a user", "Run: the sample"] {
        let configuration = configurations.iter().find(|one| one["name"] == name);
        let mut configuration = configuration.unwrap_or_else(|| panic!("there is no `{name}`")).clone();
        configuration["env"] = json!({"XDG_CACHE_HOME": scratch.path()});
        let root = checkout(".").canonicalize().expect("it is there");
        let mut adapter = Adapter::start(&adapter, &root);
        adapter.call(
            "initialize",
            json!({"adapterID": "lldb-dap", "linesStartAt1": true, "pathFormat": "path"}),
        );
        let launched = adapter.send("launch", configuration);
        adapter.event("initialized");
        let places = [
            ("go-service/imported.go", "validator.ValidateBatch(lower(batch))"),
            ("rust-validator/src/rules.rs", "age < self.min_age"),
        ];
        for (file, content) in places {
            let breakpoints = [json!({"line": line(file, content)})];
            let arguments = json!({"source": {"path": root.join(file)}, "breakpoints": breakpoints});
            adapter.call("setBreakpoints", arguments);
        }
        adapter.call("configurationDone", json!({}));
        adapter.answer(launched);
        for (file, content) in places {
            let stopped = adapter.event("stopped");
            assert_eq!(stopped["reason"], "breakpoint", "{stopped:#}");
            let thread = &stopped["threadId"];
            let trace = adapter.call("stackTrace", json!({"threadId": thread, "levels": 60}));
            let frame = &trace["stackFrames"][0];
            assert_eq!(frame["line"], line(file, content), "{frame:#}");
            assert_eq!(frame["source"]["path"], json!(root.join(file)), "{frame:#}");
            if file.ends_with(".rs") {
                let scopes = adapter.call("scopes", json!({"frameId": frame["id"]}));
                let locals = &scopes["scopes"][0]["variablesReference"];
                let variables = adapter.call("variables", json!({"variablesReference": locals}));
                let variables = variables["variables"].as_array().expect("a list");
                let age = variables.iter().find(|one| one["name"] == "age").expect("an argument");
                // Of Ann Lee, and of the first record of the sample.
                let expected = if name.starts_with("Call") { "30" } else { "34" };
                assert_eq!(age["value"], expected, "{age:#}");
            }
            // A line can be reached again, also when the callee returns to it.
            let clear = json!({"source": {"path": root.join(file)}, "breakpoints": []});
            adapter.call("setBreakpoints", clear);
            adapter.call("continue", json!({"threadId": thread}));
        }
        let expected = if name.starts_with("Call") { 0 } else { 1 };
        assert_eq!(adapter.event("exited")["exitCode"], expected);
    }
    nothing_is_kept(scratch.path());
}

#[test]
fn what_is_compiled_for_a_debugger_gives_the_same_output() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path();
    let sample = checkout("samples/users.csv");
    let sample = sample.to_str().expect("a path in UTF-8");
    for (out, more) in [("plain", None), ("debugged", Some("--debug-info"))] {
        let mut arguments = vec!["run", sample, "--quiet", "--out", out];
        arguments.extend(more);
        let mut command = Host::Wasmtime.command(folder);
        let answer = Answer::from(command.args(&arguments).output().expect("the host starts"));
        assert_eq!((answer.code, answer.stdout.as_str()), (1, ""), "{}", answer.stderr);
    }
    difference(&files(&folder.join("debugged")), &files(&folder.join("plain"))).unwrap();

    let server = Server::pipeline(&["--debug-info", "--quiet"]);
    let reply = server.send(&Exchange::user("Ann Lee", "ann@example.com", 30));
    assert_eq!(reply.status, 201, "{}", reply.body);
    server.wait_for("for a debugger, without optimisation");
}

#[test]
fn the_node_host_names_the_host_with_debug_info() {
    let answer = Host::Node.call(&checkout("."), &CALL);
    assert_eq!(
        (answer.code, answer.stderr.as_str()),
        (
            2,
            "error: `--debug-info` is not supported by the Node host; use `bin/pipeline create --debug-info`\n"
        )
    );
}
