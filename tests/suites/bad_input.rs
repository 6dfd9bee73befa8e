//! Bad input other than a small file: each case gives a clear error or a complete result, the same on both hosts.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use tempfile::TempDir;
use tests::folder::files;
use tests::host::{Answer, Host};

const MEBIBYTE: usize = 1 << 20;

fn scratch() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The answer of both hosts; fails if they differ. The output is the first host's.
fn on_both(folder: &Path, arguments: &[&str]) -> Answer {
    let [wasmtime, node] = Host::ALL.map(|host| {
        let _ = fs::remove_dir_all(folder.join("out"));
        host.call(folder, arguments)
    });
    assert_eq!(node, wasmtime, "the hosts differ");
    wasmtime
}

fn fails(folder: &Path, arguments: &[&str], code: i32, message: &str) {
    let answer = on_both(folder, arguments);
    assert_eq!(
        (answer.code, answer.stderr.as_str()),
        (code, format!("error: {message}\n").as_str())
    );
    assert_eq!(files(&folder.join("out")).len(), 0, "output of a run that failed");
}

#[test]
fn a_missing_file() {
    let message = "cannot read `nothing.csv`: no such file or directory";
    fails(scratch().path(), &["run", "nothing.csv", "--out", "out"], 2, message);
}

#[test]
fn a_folder_as_input() {
    let scratch = scratch();
    fs::create_dir(scratch.path().join("folder")).unwrap();
    let message = "cannot read `folder`: found a folder, expected a file";
    fails(scratch.path(), &["run", "folder", "--out", "out"], 2, message);
}

#[test]
fn a_link_to_nothing() {
    let scratch = scratch();
    symlink("nothing", scratch.path().join("link.csv")).unwrap();
    let message = "cannot read `link.csv`: no such file or directory";
    fails(scratch.path(), &["run", "link.csv", "--out", "out"], 2, message);
}

#[test]
fn the_second_of_two_files_is_missing() {
    let scratch = scratch();
    fs::write(scratch.path().join("a.csv"), "name,email,age\nAnn,ann@example.com,30\n").unwrap();
    let message = "cannot read `b.csv`: no such file or directory";
    fails(scratch.path(), &["run", "a.csv", "b.csv", "--out", "out"], 2, message);
}

#[test]
fn empty_standard_input() {
    let message = "-:1:1: cannot read the CSV header: found the end of the input, expected a line with the columns \
                   `name`, `email` and `age`";
    fails(scratch().path(), &["run", "-", "--out", "out"], 2, message);
}

#[test]
fn an_output_folder_below_a_file() {
    let scratch = scratch();
    fs::write(scratch.path().join("a.csv"), "name,email,age\n").unwrap();
    fs::write(scratch.path().join("file"), "").unwrap();
    let answer = on_both(scratch.path(), &["run", "a.csv", "--out", "file/out"]);
    assert_eq!(answer.code, 4);
    assert_eq!(answer.stderr, "error: cannot write to `file/out`: not a directory\n");
}

#[test]
fn an_output_folder_that_is_a_file() {
    let scratch = scratch();
    fs::write(scratch.path().join("a.csv"), "name,email,age\n").unwrap();
    fs::write(scratch.path().join("file"), "precious").unwrap();
    let answer = on_both(scratch.path(), &["run", "a.csv", "--out", "file"]);
    assert_eq!(answer.code, 4);
    assert_eq!(answer.stderr, "error: cannot write to `file`: not a directory\n");
    assert_eq!(fs::read(scratch.path().join("file")).unwrap(), b"precious");
}

#[test]
fn an_output_folder_where_nothing_can_be_made() {
    let scratch = scratch();
    fs::write(scratch.path().join("a.csv"), "name,email,age\n").unwrap();
    // Not even root can create a folder there. The folder to blame is the one around it.
    let answer = on_both(scratch.path(), &["run", "a.csv", "--out", "/proc/self/out"]);
    assert_eq!(answer.code, 4);
    assert!(
        answer.stderr.starts_with("error: cannot write to `/proc/self`: "),
        "{}",
        answer.stderr
    );
}

#[test]
fn a_component_that_is_not_one() {
    let scratch = scratch();
    fs::write(scratch.path().join("a.csv"), "name,email,age\n").unwrap();
    fs::write(scratch.path().join("none.wasm"), "no component").unwrap();
    symlink(
        tests::checkout("build/user-service.wasm"),
        scratch.path().join("another.wasm"),
    )
    .unwrap();
    for (component, start) in [
        ("another.wasm", "error: cannot read the component `another.wasm`: "),
        (
            "nowhere.wasm",
            "error: cannot read the component `nowhere.wasm`: no such file or directory\n",
        ),
        (
            "none.wasm",
            "error: cannot read the component `none.wasm`: found no WebAssembly: it starts with 6e 6f 20 63, expected `\\0asm`\n",
        ),
    ] {
        for host in Host::ALL {
            let answer = host.call(
                scratch.path(),
                &["run", "a.csv", "--out", "out", "--component", component],
            );
            assert_eq!(answer.code, 2, "{answer:?}");
            // The host may first print that it compiles.
            let told = answer.stderr.lines().last().unwrap_or_default();
            assert!(format!("{told}\n").starts_with(start), "{answer:?}");
        }
    }
}

/// Each host says what is wrong with it in its compiler's words.
#[test]
fn a_broken_component_is_refused_with_the_cause() {
    let scratch = scratch();
    fs::write(scratch.path().join("a.csv"), "name,email,age\n").unwrap();
    let start = b"\0asm\x0d\0\x01\0";
    // A section of an unknown kind, and the import of a function with the name of an interface, at which jco panics.
    let section = [&start[..], b"\x63\x03abc"].concat();
    let import = [&start[..], b"\x07\x05\x01\x40\0\x01\0\x0a\x0a\x01\0\x05a:b/c\x01\0"].concat();
    for (host, bytes, cause) in [
        (Host::Wasmtime, &section, "malformed section id: 99"),
        (Host::Node, &section, "malformed section id: 99"),
        (Host::Wasmtime, &import, "found an import of `a:b/c`, expected none"),
        (Host::Node, &import, "jco cannot translate it, and ended with a panic"),
    ] {
        fs::write(scratch.path().join("broken.wasm"), bytes).unwrap();
        let answer = host.call(
            scratch.path(),
            &["run", "a.csv", "--out", "out", "--component", "broken.wasm"],
        );
        assert_eq!(answer.code, 2, "{answer:?}");
        let told = answer.stderr.lines().last().unwrap_or_default();
        assert!(
            told.starts_with("error: cannot read the component `broken.wasm`: "),
            "{answer:?}"
        );
        assert!(told.contains(cause), "{answer:?}");
    }
}

/// A file with one record before and one after a record whose name has this length.
fn with_long_name(length: usize, quoted: bool) -> (String, String) {
    let name = "x".repeat(length);
    let quote = if quoted { "\"" } else { "" };
    let csv =
        format!("name,email,age\nAnn,ann@a.example,30\n{quote}{name}{quote},long@a.example,31\nBob,bob@a.example,32\n");
    let line = |name: &str, email: &str, age: u32| format!(r#"{{"name":"{name}","email":"{email}","age":{age}}}"#);
    let ndjson = format!(
        "{}\n{}\n{}\n",
        line("Ann", "ann@a.example", 30),
        line(&name, "long@a.example", 31),
        line("Bob", "bob@a.example", 32)
    );
    (csv, ndjson)
}

#[test]
fn a_name_of_10_mb() {
    let scratch = scratch();
    for quoted in [false, true] {
        let (csv, ndjson) = with_long_name(10_000_000, quoted);
        for (file, content) in [("long.csv", csv), ("long.ndjson", ndjson)] {
            fs::write(scratch.path().join(file), content).unwrap();
            let answer = on_both(scratch.path(), &["run", file, "--out", "out"]);
            assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{file}");
            let users = fs::read_to_string(scratch.path().join("out/users.ndjson")).unwrap();
            let lengths: Vec<usize> = users.lines().map(name_length).collect();
            assert_eq!(lengths, [3, 10_000_000, 3], "{file}");
        }
    }
}

fn name_length(line: &str) -> usize {
    let user: serde_json::Value = serde_json::from_str(line).expect("a user is JSON");
    user["name"].as_str().expect("a name").len()
}

#[test]
fn a_record_over_the_limit() {
    let scratch = scratch();
    let (csv, ndjson) = with_long_name(17 * MEBIBYTE, false);
    for (file, content, line) in [("long.csv", csv, 3), ("long.ndjson", ndjson, 2)] {
        fs::write(scratch.path().join(file), content).unwrap();
        let message = format!(
            "{file}:{line}:1: cannot read the record: found more than 16777216 bytes, expected at most that many \
             (limit `max-record-bytes`), in `driver` (Rust)"
        );
        fails(scratch.path(), &["run", file, "--out", "out"], 3, &message);
    }
}

#[test]
fn a_quote_that_is_never_closed_meets_the_limit() {
    let scratch = scratch();
    let line = "Ann,ann@a.example,30\n";
    let other = "no record\n";
    let csv = format!("name,email,age\n{line}\"{}", other.repeat(17 * MEBIBYTE / other.len()));
    fs::write(scratch.path().join("open.csv"), csv).unwrap();
    let message = "open.csv:3:1: cannot read the record: found more than 16777216 bytes, expected at most that many \
                   (limit `max-record-bytes`), in `driver` (Rust)";
    fails(scratch.path(), &["run", "open.csv", "--out", "out"], 3, message);
}

#[test]
fn a_lower_limit() {
    let scratch = scratch();
    fs::write(
        scratch.path().join("a.csv"),
        "name,email,age\nAnn,ann@a.example,30\nAnna,ann@b.example,30\n",
    )
    .unwrap();
    let message = "a.csv:3:1: cannot read the record: found more than 20 bytes, expected at most that many \
                   (limit `max-record-bytes`), in `driver` (Rust)";
    fails(
        scratch.path(),
        &["run", "a.csv", "--out", "out", "--max-record-bytes", "20"],
        3,
        message,
    );
}
