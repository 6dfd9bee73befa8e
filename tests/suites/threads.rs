//! A run on several threads has the outcome of one: files, messages, exit code.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use pipeline_host::bindings::JobOptions;
use pipeline_host::run::execution::Run;
use pipeline_host::run::parallel::{ProgramFiles, Threads};
use pipeline_host::run::pipeline::Kind;
use pipeline_host::{Limit, Limits, Pipeline};
use samples::args::Format;
use samples::rows::Mix;
use tempfile::TempDir;
use tests::checkout;
use tests::folder::{files, names, same};
use tests::host::{Answer, Host};

const THREADS: [&str; 3] = ["1", "2", "7"];
/// Several blocks of the default size.
const MANY: u64 = 40_000;

fn generated(format: Format, rows: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mix = Mix::new(120, 40).expect("a mix");
    samples::write(&mut bytes, format, rows, 7, mix).expect("memory takes all");
    bytes
}

fn folder(inputs: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in inputs {
        fs::write(folder.path().join(name), content).expect("an input");
    }
    folder
}

/// Compares all numbers of threads, and returns the outcome.
fn same_outcome(folder: &Path, arguments: &[&str], stdin: &[u8]) -> Answer {
    let mut first = None;
    for threads in THREADS {
        let all = [&["run", "--out", "out", "--threads", threads], arguments].concat();
        let answer = Host::Wasmtime.call_with(folder, &all, stdin);
        let out = folder.join("out");
        let found = files(&out);
        if out.exists() {
            fs::remove_dir_all(&out).expect("a folder of output");
        }
        let (expected, written) = first.get_or_insert_with(|| (without_notice(answer.clone()), found.clone()));
        assert_eq!(&without_notice(answer), expected, "{threads} threads: {arguments:?}");
        let title = format!("{threads} threads: {arguments:?}");
        // A run that fails writes nothing.
        assert_eq!(found.is_empty(), written.is_empty(), "{title}");
        if !found.is_empty() {
            same(&found, written).unwrap_or_else(|difference| panic!("{title}: {difference}"));
        }
        assert_eq!(names(folder).iter().filter(|name| name.starts_with('.')).count(), 0);
    }
    first.expect("there are numbers of threads").0
}

/// With another set of limits the component is compiled again.
fn without_notice(mut answer: Answer) -> Answer {
    let start = answer.stderr.find("error: ").unwrap_or(answer.stderr.len());
    answer.stderr.drain(..start);
    answer
}

#[test]
fn many_records() {
    let csv = generated(Format::Csv, MANY);
    let folder = folder(&[("in.csv", &csv), ("in.ndjson", &generated(Format::Ndjson, MANY))]);
    for input in ["in.csv", "in.ndjson"] {
        for chunk in ["262144", "65537", "4096", "3000000"] {
            let answer = same_outcome(folder.path(), &[input, "--chunk-size", chunk], b"");
            assert_eq!(answer.code, 1, "{}", answer.stderr);
        }
    }
    let answer = same_outcome(folder.path(), &["-", "--json"], &csv);
    assert_eq!(answer.code, 1, "{}", answer.stderr);
}

#[test]
fn several_inputs() {
    let (csv, ndjson) = (generated(Format::Csv, 3000), generated(Format::Ndjson, 3000));
    let open_end = csv.trim_ascii_end();
    let folder = folder(&[
        ("a.csv", open_end),
        ("b.ndjson", &ndjson),
        ("empty.ndjson", b""),
        ("header.csv", b"name,email,age\n"),
        ("array.json", br#"[{"name":"Ann","email":"ann@a.example","age":30}]"#),
        ("broken.csv", b"name,email\nAnn,ann@a.example\n"),
    ]);
    let with = |more: &[&str], code| {
        let inputs = [more, &["--chunk-size", "10000"]].concat();
        let answer = same_outcome(folder.path(), &inputs, &csv);
        assert_eq!(answer.code, code, "{}", answer.stderr);
        answer
    };
    with(&["a.csv", "b.ndjson", "a.csv"], 1);
    with(&["empty.ndjson", "a.csv", "header.csv", "b.ndjson", "empty.ndjson"], 1);
    with(&["header.csv", "empty.ndjson"], 0);
    with(&["a.csv", "array.json"], 1);
    with(&["a.csv", "-"], 1);
    let answer = with(&["a.csv", "broken.csv"], 2);
    assert!(
        answer.stderr.starts_with("error: broken.csv:1:1: "),
        "{}",
        answer.stderr
    );
}

/// Fields with line feeds and quotes that are never closed: wherever a block begins, it may be within a field.
#[test]
fn records_of_several_lines() {
    let mut csv = String::from("name,email,age\n");
    for number in 0..4000 {
        csv += &match number % 50 {
            7 => format!("\"Ann\nO'Hara, {number}\n\n\",ann{number}@a.example,30\n"),
            13 => format!("\"Bob {number},bob{number}@a.example,31\n"),
            21 => ",,\n".into(),
            34 => format!("\"a,b{number}@c.example,30\nx,y@z.example,31\n\",c{number}@d.example,32\n"),
            _ => format!("Cid \"\"\"\" {number},cid{number}@a.example,33\n"),
        };
    }
    let folder = folder(&[("in.csv", csv.as_bytes())]);
    for chunk in ["100", "1000", "20000"] {
        let answer = same_outcome(folder.path(), &["in.csv", "--chunk-size", chunk], b"");
        assert_eq!(answer.code, 1, "{}", answer.stderr);
    }
    // One record of many blocks.
    let long = format!(
        "name,email,age\n\"{}\",a@b.example,30\nBob,b@b.example,31\n",
        "Ann\n".repeat(9000)
    );
    fs::write(folder.path().join("long.csv"), long).expect("an input");
    let answer = same_outcome(folder.path(), &["long.csv", "--chunk-size", "100"], b"");
    assert_eq!(answer.code, 0, "{}", answer.stderr);
}

#[test]
fn what_the_summary_says_about_an_input() {
    let mut ndjson = String::new();
    for number in 0..2000 {
        ndjson += &format!(
            "{{\"name\":\"Ann\",\"email\":\"a{number}@b.example\",\"age\":30,\"k{}\":1}}\n",
            number / 150
        );
    }
    let mut csv = b"name;email;age;city\n".to_vec();
    for number in 0..2000 {
        csv.extend_from_slice(b"J\xF6rg;j");
        csv.extend(format!("{number}@b.example;30;K\n;;;\n").bytes());
    }
    let folder = folder(&[
        ("in.ndjson", ndjson.as_bytes()),
        ("in.csv", &csv),
        ("none.csv", b"name,email,age\n,,\n,,\n,,\n"),
    ]);
    for (input, note) in [
        ("in.ndjson", "keys left out: `k0`, "),
        ("in.csv", "records aren't UTF-8, but probably"),
        ("in.csv", "2000 empty rows skipped"),
        ("none.csv", "no record, though something follows the header"),
    ] {
        let answer = same_outcome(folder.path(), &[input, "--chunk-size", "700"], b"");
        let answer = match input {
            "none.csv" => same_outcome(folder.path(), &[input, "--chunk-size", "3"], b""),
            _ => answer,
        };
        assert!(answer.stdout.contains(note), "{}", answer.stdout);
    }
}

#[test]
fn a_failure_in_the_middle() {
    let mut csv = generated(Format::Csv, 6000);
    let middle = csv.len() / 2;
    let line = middle + csv[middle..].iter().position(|byte| *byte == b'\n').expect("a line") + 1;
    let long = format!("{},long@a.example,30\n", "long".repeat(200));
    csv.splice(line..line, long.into_bytes());
    let folder = folder(&[
        ("in.csv", &csv),
        ("few.rules", b"max-errors = 10\n"),
        ("many.rules", b"max-errors = 300\n"),
    ]);
    for chunk in ["500", "20000", "262144"] {
        let met = |more: &[&str]| {
            let arguments = [&["in.csv", "--chunk-size", chunk], more].concat();
            let answer = same_outcome(folder.path(), &arguments, b"");
            assert_eq!(answer.code, 3, "{}", answer.stderr);
            answer.stderr
        };
        let message = met(&["--max-record-bytes", "500"]);
        assert!(message.contains("limit `max-record-bytes`"), "{message}");
        let message = met(&["--rules", "few.rules"]);
        assert!(message.contains("more than 10 rejected records"), "{message}");
        let message = met(&["--rules", "few.rules", "--max-record-bytes", "500"]);
        assert!(message.contains("more than 10 rejected records"), "{message}");
        met(&["--rules", "many.rules", "--max-record-bytes", "500"]);
    }
}

/// Several instances need more memory than one. If that is too much, one thread runs it.
#[test]
fn a_limit_that_only_several_threads_would_meet() {
    let folder = folder(&[("in.csv", &generated(Format::Csv, MANY))]);
    for limit in ["30000000", "60000000", "90000000", "130000000", "200000000"] {
        same_outcome(folder.path(), &["in.csv", "--max-memory", limit], b"");
    }
    for limit in [
        "--max-call-bytes=100000",
        "--max-handles=2",
        "--max-tables=30",
        "--fuel=50000000",
    ] {
        same_outcome(folder.path(), &["in.csv", limit], b"");
    }
}

#[test]
fn what_one_thread_runs_is_said_if_several_were_asked_for() {
    let csv = b"name,email,age\nAnn,ann@a.example,30\n";
    let folder = folder(&[
        ("in.csv", csv),
        ("cr.csv", b"name,email,age\rAnn,ann@a.example,30\r"),
        ("in.json", br#"[{"name":"Ann","email":"ann@a.example","age":30}]"#),
    ]);
    let component = checkout("build/pipeline.wasm");
    let component = component.to_str().expect("the checkout's path is text");
    let run = |input: &str, more: &[&str], threads: &[&str]| {
        let arguments = [&["run", input, "--out", "out"], more, threads].concat();
        let stderr = Host::Wasmtime.call(folder.path(), &arguments).stderr;
        // With fuel or a store, another component is compiled, once.
        let lines = stderr
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("compiling "));
        lines.collect::<String>()
    };
    let noted = |input: &str, more: &[&str], what: &str| {
        let note = format!("note: a run with {what}\n");
        let stderr = run(input, more, &["--threads", "2"]);
        assert_eq!(stderr, note, "{more:?}");
        assert!(!run(input, more, &["--threads", "1"]).contains("note"));
        assert!(!run(input, more, &[]).contains("note"));
    };
    for (option, more) in [
        ("`--store`", ["--store", "users.db"].as_slice()),
        ("`--trace`", &["--trace-file", "trace.json"]),
        ("`--keep-totals`", &["--keep-totals", "totals.json"]),
        ("`--component`", &["--component", component]),
        ("`--output csv`", &["--output", "csv"]),
        ("`--keep-columns`", &["--keep-columns"]),
        ("`--formula-guard`", &["--formula-guard"]),
        ("`--fuel`", &["--fuel", "1000000000"]),
        (
            "`--chunk-size` and a limit",
            &["--chunk-size", "9", "--max-call-bytes", "100000"],
        ),
    ] {
        noted("in.csv", more, &format!("{option} uses one thread"));
    }
    for input in ["cr.csv", "in.json"] {
        let why = "uses one thread: it can't be read in blocks";
        noted(input, &["--chunk-size", "9"], &format!("`{input}` {why}"));
    }
}

#[test]
fn node_has_one() {
    let folder = folder(&[("in.csv", b"name,email,age\nAnn,ann@a.example,30\n")]);
    let run = |threads| Host::Node.call(folder.path(), &["run", "in.csv", "--out", "out", "--threads", threads]);
    let refused = run("2");
    let message = "`--threads` is not supported by the Node host, which uses one; use `bin/pipeline run --threads`";
    assert_eq!((refused.code, refused.stderr), (2, format!("error: {message}\n")));
    assert!(!folder.path().join("out").exists());
    assert_eq!(run("1").code, 0);
}

/// One thread writes what several don't, and reads what can't be cut into blocks.
#[test]
fn formats_and_options() {
    let csv = generated(Format::Csv, 3000);
    let records = csv.iter().position(|byte| *byte == b'\n').expect("a header") + 1;
    let text = String::from_utf8_lossy(&csv).into_owned();
    let utf16 = [0xfeff].into_iter().chain(text.encode_utf16());
    let utf16: Vec<u8> = utf16.flat_map(u16::to_le_bytes).collect();
    let cr: Vec<u8> = csv
        .iter()
        .map(|byte| if *byte == b'\n' { b'\r' } else { *byte })
        .collect();
    let folder = folder(&[
        ("in.csv", &csv),
        ("bare.csv", &csv[records..]),
        ("utf16.csv", &utf16),
        ("cr.csv", &cr),
    ]);
    for arguments in [
        ["in.csv", "--output", "csv"].as_slice(),
        &["in.csv", "--keep-columns"],
        &["in.csv", "--output", "csv", "--keep-columns", "--formula-guard"],
        &["bare.csv", "--no-header", "--columns", "name=1,email=2,age=3"],
        &["in.csv", "--columns", "name=name,email=email,age=age"],
        &["in.csv", "utf16.csv", "cr.csv"],
        &["cr.csv"],
        &["utf16.csv"],
    ] {
        for chunk in ["5000", "262144"] {
            let answer = same_outcome(folder.path(), &[arguments, &["--chunk-size", chunk]].concat(), b"");
            assert_eq!(answer.code, 1, "{arguments:?}: {}", answer.stderr);
        }
    }
}

/// The library's run of a file, on threads if their programs are named.
fn library(
    folder: &Path,
    component: &str,
    threads: Option<(bool, [PathBuf; 2])>,
    limits: Limits,
) -> Result<u64, String> {
    watched_library(folder, component, threads, limits, &mut 0)
}

/// The same, and how many bytes it reports to have read.
fn watched_library(
    folder: &Path,
    component: &str,
    threads: Option<(bool, [PathBuf; 2])>,
    limits: Limits,
    read: &mut u64,
) -> Result<u64, String> {
    let pipeline =
        Pipeline::load(&checkout(component), Kind::Plain, limits, |_| {}).expect("`make tests.build` makes it");
    let run = Run {
        inputs: vec![folder.join("in.csv")],
        out: folder.join("out"),
        format: None,
        chunk_size: 256 * 1024,
        options: JobOptions::default(),
        store: None,
        threads: threads.map(|(always, [thread, store])| Threads {
            count: 3,
            always,
            files: ProgramFiles { thread, store },
            notice: |_| {},
        }),
    };
    let last = run.execute(&pipeline, |bytes, _| *read += bytes);
    last.map(|last| last.output.counts.read)
        .map_err(|error| error.to_string())
}

#[test]
fn only_what_is_worth_it_runs_on_threads_unless_they_were_asked_for() {
    let missing = || ["no-thread.wasm", "no-store.wasm"].map(PathBuf::from);
    let run = |rows: u64, always: bool| {
        let folder = folder(&[("in.csv", &generated(Format::Csv, rows))]);
        library(
            folder.path(),
            "build/pipeline.wasm",
            Some((always, missing())),
            Limits::default(),
        )
    };
    let unread = "cannot read the component `no-thread.wasm`: no such file or directory";
    assert_eq!(run(10_000, false), Ok(10_000));
    assert_eq!(run(10_000, true), Err(unread.into()));
    assert_eq!(run(MANY, false), Err(unread.into()));
}

/// The message of a trap is that of one thread: part, language, function, and the record after which it came.
#[test]
fn blame() {
    let faulty = |name: &str| checkout("build/faults").join(name);
    let part = |name: &str| {
        let folder = folder(&[]);
        let mut csv = generated(Format::Csv, MANY);
        csv.extend(format!("fault-{name}-trap,ann@example.com,30\n").bytes());
        csv.extend_from_slice(&generated(Format::Csv, MANY));
        fs::write(folder.path().join("in.csv"), csv).expect("an input");
        let run = |threads| {
            let answer = library(folder.path(), "build/faults/pipeline.wasm", threads, Limits::default());
            assert!(!folder.path().join("out").exists());
            answer.expect_err("the component traps")
        };
        let one = run(None);
        assert_eq!(run(Some((true, [faulty("thread.wasm"), faulty("store.wasm")]))), one);
        assert!(
            one.contains(&format!("in `{name}`")) && one.contains(", after record "),
            "{one}"
        );
    };
    part("validator");
    part("service");
}

#[test]
fn a_deadline_ends_all_threads() {
    let folder = folder(&[]);
    let mut csv = generated(Format::Csv, MANY);
    csv.extend_from_slice(b"fault-service-loop,ann@example.com,30\n");
    csv.extend_from_slice(&generated(Format::Csv, MANY / 4));
    fs::write(folder.path().join("in.csv"), &csv).expect("an input");
    let limits = Limits::default().with(Limit::Timeout, 2).expect("in range");
    let files = ["thread.wasm", "store.wasm"].map(|name| checkout("build/faults").join(name));
    let run = |threads| {
        let (component, mut read) = ("build/faults/pipeline.wasm", 0);
        let answer = watched_library(folder.path(), component, threads, limits.clone(), &mut read);
        // One thread would meet it as well, so it isn't tried again with one.
        assert!(read < csv.len() as u64, "{read} of {} bytes", csv.len());
        answer
    };
    let one = run(None).expect_err("it never ends");
    assert!(one.contains("met the limit `timeout`, 2 s, in `service` (Go)"), "{one}");
    // Where in the loop it was stopped differs.
    let start = |message: &str| message.split("`, ").next().unwrap_or_default().to_owned();
    assert_eq!(
        start(&run(Some((true, files))).expect_err("it never ends")),
        start(&one)
    );
}

#[test]
fn an_interrupt_leaves_nothing() {
    let folder = folder(&[("in.csv", &generated(Format::Csv, 50 * MANY))]);
    let before = names(folder.path());
    for moment in [1, 30, 90, 200] {
        let mut command: Command = Host::Wasmtime.command(folder.path());
        command.args(["run", "in.csv", "--out", "out", "--threads", "7", "--quiet"]);
        let child = command.stderr(Stdio::piped()).spawn().expect("the host starts");
        let deadline = Instant::now() + Duration::from_secs(20);
        while names(folder.path()) == before && Instant::now() < deadline {
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(moment));
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(killed.expect("there is kill").success());
        let answer = Answer::from(child.wait_with_output().expect("the host ends"));
        assert_eq!((answer.code, answer.stderr.as_str()), (130, ""), "after {moment} ms");
        assert_eq!(names(folder.path()), before, "after {moment} ms");
    }
}
