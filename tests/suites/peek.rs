//! `peek` shows what a run would do, reads only the beginning, and writes nothing.

use std::fs::{self, File};
use std::io::{Seek, Write};
use std::path::Path;
use std::process::Stdio;

use tests::checkout;
use tests::folder::names;
use tests::host::{Answer, Host};
use tests::inputs::vectors;

/// Both hosts' answer, which is the same.
fn on_both(folder: &Path, arguments: &[&str]) -> Answer {
    let [wasmtime, node] = Host::ALL.map(|host| host.call(folder, arguments));
    assert_eq!(node, wasmtime);
    wasmtime
}

#[test]
fn it_shows_dialect_columns_records_and_rejects() {
    let scratch = tempfile::tempdir().expect("a folder");
    let input = "Users\n\nname;E-Mail;Age;phone\nAnn;ann@example.com;30;1\nBo;bo@example;12;2\nCid\n";
    fs::write(scratch.path().join("users.csv"), input).expect("an input");
    let columns = ["--columns", "email=E-Mail"];
    let answer = on_both(
        scratch.path(),
        &[&["peek", "users.csv", "--sample", "2"][..], &columns].concat(),
    );
    let expected = "\
users.csv: UTF-8, CSV, semicolons, double quotes, header on line 3
  columns: name, email from `E-Mail`, age from `Age`
  further columns, only with `--keep-columns`: `phone`
  line 4: Ann, ann@example.com, 30
  line 5: Bo;bo@example;12;2
    email: Invalid email format
    age: Must be at least 13 years old
3 records in it: 1 would be accepted, 2 rejected
  1  email: Invalid email format (line 5)
  1  age: Must be at least 13 years old (line 5)
  1  record: Expected 4 fields, found 1 (line 6)
";
    assert_eq!(
        (answer.code, answer.stdout.as_str(), answer.stderr.as_str()),
        (1, expected, "")
    );
    fs::write(
        scratch.path().join("rules"),
        "min-age = 12\nallowed-domains = example.com\n",
    )
    .expect("rules");
    let answer = on_both(
        scratch.path(),
        &[&["peek", "users.csv", "--rules", "rules"][..], &columns].concat(),
    );
    assert!(!answer.stdout.contains("Must be at least"), "{}", answer.stdout);
    assert_eq!(names(scratch.path()), ["rules", "users.csv"]);
}

/// A record is counted as a run counts it.
#[test]
fn it_judges_every_vector_as_a_run_does() {
    let folder = checkout("tests/vectors/good");
    let mut seen = 0;
    for name in vectors("good") {
        let summary = folder
            .join(Path::new(&name).with_extension("expected"))
            .join("summary.json");
        let summary: serde_json::Value = serde_json::from_slice(&fs::read(summary).expect("a summary")).expect("JSON");
        let mut arguments = vec!["peek", &name];
        let rules = Path::new(&name).with_extension("rules");
        if folder.join(&rules).exists() {
            arguments.extend(["--rules", rules.to_str().expect("UTF-8")]);
        }
        let options = fs::read_to_string(folder.join(Path::new(&name).with_extension("options"))).unwrap_or_default();
        let mut options = options.lines();
        while let Some(option) = options.next() {
            match option {
                "--output" => drop(options.next()),
                "--keep-columns" | "--formula-guard" => {}
                option => arguments.push(option),
            }
        }
        let answer = Host::Wasmtime.call(&folder, &arguments);
        let count = |key: &str| summary[key].as_u64().expect("a count");
        // With a guard, a run reads another text.
        if name.starts_with("output-csv-again") || answer.stdout.contains(" at its beginning: ") {
            continue;
        }
        let expected = format!(
            "{} would be accepted, {} rejected\n",
            count("accepted"),
            count("rejected")
        );
        assert!(
            answer.stdout.contains(&expected),
            "{name}: {answer:?}, expected {expected}"
        );
        assert_eq!(answer.code, i32::from(count("rejected") > 0), "{name}");
        seen += 1;
    }
    assert!(seen > 150, "{seen}");
}

#[test]
fn it_reads_only_the_beginning_of_a_large_file() {
    let scratch = tempfile::tempdir().expect("a folder");
    let path = scratch.path().join("large.csv");
    let mut file = File::create(&path).expect("a file");
    file.write_all(b"name,email,age\n").expect("a header");
    for at in 0..10_000 {
        writeln!(file, "User {at},user{at}@example.com,30").expect("a record");
    }
    // All of it takes no room on the disk, but reading it would take long.
    file.set_len(2 << 30).expect("its length");
    let answer = on_both(scratch.path(), &["peek", "large.csv", "--sample", "1"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(
        answer.stdout.contains(" records at its beginning: "),
        "{}",
        answer.stdout
    );
    for host in Host::ALL {
        // The command shares the place in an open file with this process.
        let mut shared = File::open(&path).expect("the file");
        let mut command = host.command(scratch.path());
        command
            .args(["peek", "-"])
            .stdin(Stdio::from(shared.try_clone().expect("a descriptor")));
        let answer = command.output().expect("the host starts");
        assert!(answer.status.success(), "{answer:?}");
        let read = shared.stream_position().expect("a place");
        assert!(read <= 512 * 1024, "{host:?} read {read} bytes");
    }
}

#[test]
fn an_input_that_cannot_be_read_is_the_error_of_a_run() {
    let folder = checkout("tests/vectors/bad");
    for name in [
        "csv-no-header.csv",
        "csv-utf16-no-mark.csv",
        "json-cut-in-object.json",
        "gzip-cut.gz",
    ] {
        let peek = on_both(&folder, &["peek", name]);
        let scratch = tempfile::tempdir().expect("a folder");
        let out = scratch.path().join("out");
        let run = Host::Wasmtime.call(&folder, &["run", name, "--out", &out.to_string_lossy()]);
        assert_eq!((peek.code, peek.stderr), (run.code, run.stderr), "{name}");
    }
    let missing = on_both(&folder, &["peek", "missing.csv"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.starts_with("error: cannot read `missing.csv`: "),
        "{missing:?}"
    );
}
