//! However an input is split, and on however many threads, both hosts write the same files, and no record is lost. Unlike
//! vectors, the inputs span several of the driver's blocks.

use std::fs;
use std::path::Path;

use samples::args::Format;
use samples::rows::Mix;
use tests::folder::{files, same};
use tests::host::Host;
use tests::times;

const MANY: u64 = 20_000;
const FEW: u64 = 300;

fn generated(format: Format, rows: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mix = Mix::new(120, 40).expect("a mix");
    samples::write(&mut bytes, format, rows, 7, mix).expect("memory takes all");
    bytes
}

/// The records of an NDJSON file as an array. Lines that aren't JSON are left out, since they would end a JSON run.
fn as_array(ndjson: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(ndjson);
    let readable = |line: &&str| serde_json::from_str::<serde_json::Value>(line).is_ok();
    let elements: Vec<&str> = text.lines().filter(readable).collect();
    format!("[\n{}\n]\n", elements.join(",\n")).into_bytes()
}

fn gives_the_same(file: &str, content: &[u8], chunks: &[&str]) {
    let scratch = tempfile::tempdir().expect("a folder");
    fs::write(scratch.path().join(file), content).expect("an input");
    let mut first = None;
    for (host, chunk, threads) in cuts(chunks) {
        let threads = threads.map_or(vec![], |count| vec!["--threads", count]);
        let out = format!("{}-{chunk}{}", host.name(), threads.concat());
        let arguments = ["run", file, "--out", &out, "--chunk-size", chunk, "--quiet"];
        let answer = host.call(scratch.path(), &[&arguments, &*threads].concat());
        let title = format!("{} in chunks of {chunk} {}", host.name(), threads.join(" "));
        assert_eq!((answer.code, answer.stderr_without_note()), (1, ""), "{title}");
        let out = scratch.path().join(&out);
        let found = files(&out);
        if first.is_none() {
            is_accounted_for(&out);
        }
        let expected = first.get_or_insert_with(|| found.clone());
        same(&found, expected).unwrap_or_else(|difference| panic!("{title}: {difference}"));
    }
}

/// Each chunk size on one thread and on Node, and each number of threads with two of the sizes; the long form has all
/// combinations.
fn cuts<'a>(chunks: &[&'a str]) -> Vec<(Host, &'a str, Option<&'static str>)> {
    let with =
        |host, threads, chunks: &[&'a str]| -> Vec<_> { chunks.iter().map(|chunk| (host, *chunk, threads)).collect() };
    let few = times(&chunks[..2], chunks);
    [
        with(Host::Wasmtime, Some("1"), chunks),
        with(Host::Wasmtime, Some("2"), few),
        with(Host::Wasmtime, Some("7"), few),
        with(Host::Node, None, chunks),
    ]
    .concat()
}

fn is_accounted_for(out: &Path) {
    let files = files(out);
    let lines = |name: &str| files[name].iter().filter(|byte| **byte == b'\n').count() as u64;
    let summary: serde_json::Value = serde_json::from_slice(&files["summary.json"]).expect("the summary is JSON");
    let count = |key: &str| summary[key].as_u64().expect("a count");
    assert_eq!(count("accepted"), lines("users.ndjson"));
    assert_eq!(count("rejected"), lines("rejects.ndjson"));
    assert_eq!(count("read"), count("accepted") + count("rejected"));
    assert!(
        count("accepted") > count("rejected") && count("rejected") > 0,
        "{summary}"
    );
}

#[test]
fn many_records_of_csv() {
    gives_the_same(
        "in.csv",
        &generated(Format::Csv, MANY),
        &["65537", "4096", "7", "262144", "10000000"],
    );
}

#[test]
fn many_records_of_ndjson() {
    gives_the_same(
        "in.ndjson",
        &generated(Format::Ndjson, MANY),
        &["65537", "4096", "7", "262144", "10000000"],
    );
}

#[test]
fn many_records_of_json() {
    let array = as_array(&generated(Format::Ndjson, MANY));
    gives_the_same("in.json", &array, &["65537", "4096", "7", "262144", "10000000"]);
}

#[test]
fn byte_by_byte() {
    let ndjson = generated(Format::Ndjson, FEW);
    gives_the_same("in.csv", &generated(Format::Csv, FEW), &["1", "262144"]);
    gives_the_same("in.json", &as_array(&ndjson), &["1", "262144"]);
    gives_the_same("in.ndjson", &ndjson, &["1", "262144"]);
}

#[test]
fn several_inputs_and_stdin() {
    let scratch = tempfile::tempdir().expect("a folder");
    let (csv, ndjson) = (generated(Format::Csv, FEW), generated(Format::Ndjson, FEW));
    fs::write(scratch.path().join("a.csv"), &csv).expect("an input");
    let arguments = ["run", "a.csv", "-", "--out", "out"];
    let answers = Host::ALL.map(|host| {
        let answer = host.call_with(scratch.path(), &arguments, &ndjson);
        let found = files(&scratch.path().join("out"));
        fs::remove_dir_all(scratch.path().join("out")).expect("there is output");
        (answer, found)
    });
    let [(wasmtime, expected), (node, found)] = &answers;
    assert_eq!(node, wasmtime);
    same(found, expected).unwrap();
    let rejects = String::from_utf8_lossy(&expected["rejects.ndjson"]);
    assert!(rejects.contains(r#""input":"a.csv""#) && rejects.contains(r#""input":"-""#));
    let summary: serde_json::Value = serde_json::from_slice(&expected["summary.json"]).expect("the summary is JSON");
    assert_eq!(summary["read"], 2 * FEW);
    // Every user of the second file is in the first.
    assert!(rejects.matches("Duplicate email, first seen in record").count() > FEW as usize / 2);
}
