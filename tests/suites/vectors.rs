//! Each vector gives the expected output beside it, on each host and with every chunk size.

use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use tests::checkout;
use tests::folder::{difference, files};
use tests::host::Host;
use tests::inputs::{arguments, vectors};
use tests::times;

/// Bytes per call of `feed`; none: the host's default, which passes a whole vector at once.
const CHUNKS: [Option<&str>; 4] = [None, Some("1"), Some("7"), Some("4096")];

/// Node needs longer to start, and cuts inputs by the same few lines for each size.
fn chunks(host: Host) -> &'static [Option<&'static str>] {
    match host {
        Host::Wasmtime => &CHUNKS,
        Host::Node => times(&CHUNKS[..2], &CHUNKS),
    }
}

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (kind, check) in [("good", good as Check), ("bad", bad)] {
        for name in vectors(kind) {
            for host in Host::ALL {
                for &chunk in chunks(host) {
                    let chunks = chunk.map_or("whole".into(), |size| format!("in chunks of {size}"));
                    let title = format!("vectors::{kind}/{name}, {chunks}, {}", host.name());
                    let name = name.clone();
                    trials.push(Trial::test(title, move || check(host, &name, chunk)));
                }
            }
        }
    }
    trials
}

type Check = fn(Host, &str, Option<&str>) -> Result<(), Failed>;

fn good(host: Host, name: &str, chunk: Option<&str>) -> Result<(), Failed> {
    let folder = checkout("tests/vectors/good");
    let scratch = tempfile::tempdir()?;
    let out = scratch.path().join("out");
    let answer = run(host, &folder, name, &out, chunk);
    let expected = files(&expected(&folder, name));
    let found = files(&out);
    // CSV has a header.
    let has_rejects = match (expected.get("rejects.ndjson"), expected.get("rejects.csv")) {
        (Some(lines), None) => !lines.is_empty(),
        (None, Some(lines)) => String::from_utf8_lossy(lines).lines().count() > 1,
        _ => return Err("the vector has neither `rejects.ndjson` nor `rejects.csv`, or both".into()),
    };
    let code = i32::from(has_rejects);
    if answer.code != code {
        return Err(format!("found {answer:?}, expected exit code {code}").into());
    }
    if !answer.stderr.is_empty() {
        return Err(format!("found on stderr: {}", answer.stderr).into());
    }
    Ok(difference(&found, &expected)?)
}

fn bad(host: Host, name: &str, chunk: Option<&str>) -> Result<(), Failed> {
    let folder = checkout("tests/vectors/bad");
    let scratch = tempfile::tempdir()?;
    let answer = run(host, &folder, name, &scratch.path().join("out"), chunk);
    let expected = fs::read_to_string(expected(&folder, name))?;
    let found = format!("{}\n{}", answer.code, answer.stderr);
    if found != expected {
        return Err(format!("found\n{found}\nexpected\n{expected}").into());
    }
    match fs::read_dir(scratch.path())?.next() {
        None => Ok(()),
        Some(left) => Err(format!("left behind: {}", left?.path().display()).into()),
    }
}

fn run(host: Host, folder: &Path, name: &str, out: &Path, chunk: Option<&str>) -> tests::host::Answer {
    let out = out.to_string_lossy();
    let of_vector = arguments(folder, name);
    let mut arguments: Vec<&str> = of_vector.iter().map(String::as_str).collect();
    arguments.extend(["--out", &out]);
    if let Some(size) = chunk {
        arguments.extend(["--chunk-size", size]);
    }
    host.call(folder, &arguments)
}

fn expected(folder: &Path, name: &str) -> std::path::PathBuf {
    folder.join(Path::new(name).with_extension("expected"))
}
