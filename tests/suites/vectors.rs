//! Each vector gives the expected output beside it, on each host, with every chunk size, and on any number of threads.

use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use tests::calls;
use tests::checkout;
use tests::folder::{difference, files};
use tests::host::Host;
use tests::inputs::{arguments, vectors};
use tests::times;

/// How a run cuts its input, and on how many threads of the Rust host it runs.
#[derive(Clone, Copy)]
struct Cut {
    /// Bytes per call of `feed`, and per block of a thread. None: the host's default, with which a vector is one block.
    chunk: Option<&'static str>,
    threads: Option<&'static str>,
}

/// Each chunk size that cuts an input of so many bytes, on one thread, and each number of threads; the long form has all combinations.
fn cuts(host: Host, size: u64) -> Vec<Cut> {
    let cut = |chunk, threads| Cut { chunk, threads };
    let on = |threads| CHUNKS.map(|chunk| cut(Some(chunk), Some(threads)));
    let all: Vec<Cut> = ["1", "2", "7"].into_iter().flat_map(on).collect();
    let is_cut = |cut: &Cut| {
        cut.chunk
            .is_none_or(|chunk| chunk.parse().is_ok_and(|chunk: u64| chunk < size))
    };
    let mut usual: Vec<Cut> = on("1").into_iter().filter(is_cut).collect();
    usual.extend([cut(Some("7"), Some("2")), cut(Some("1"), Some("7"))]);
    let mut cuts = match host {
        Host::Wasmtime => times(usual, all),
        // It needs longer to start, and cuts inputs by the same few lines for each size.
        Host::Node => times(&CHUNKS[..1], &CHUNKS)
            .iter()
            .map(|chunk| cut(Some(chunk), None))
            .collect(),
    };
    cuts.push(cut(None, None));
    cuts
}

const CHUNKS: [&str; 3] = ["1", "7", "4096"];

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for (kind, check) in [("good", good as Check), ("bad", bad)] {
        for name in vectors(kind) {
            let input = checkout("tests/vectors").join(kind).join(&name);
            let size = fs::metadata(&input).expect("a vector's input").len();
            for host in Host::ALL {
                for cut in cuts(host, size) {
                    let chunks = cut.chunk.map_or("whole".into(), |size| format!("in chunks of {size}"));
                    let on = cut
                        .threads
                        .map_or(String::new(), |count| format!(" on {count} threads"));
                    let title = format!("vectors::{kind}/{name}, {chunks}, {}{on}", host.name());
                    let name = name.clone();
                    trials.push(Trial::test(title, move || check(host, &name, cut)));
                }
            }
        }
    }
    trials
}

type Check = fn(Host, &str, Cut) -> Result<(), Failed>;

fn good(host: Host, name: &str, cut: Cut) -> Result<(), Failed> {
    let folder = checkout("tests/vectors/good");
    let scratch = tempfile::tempdir()?;
    let out = scratch.path().join("out");
    let answer = run(host, &folder, name, &out, cut);
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
    if !answer.stderr_without_note().is_empty() {
        return Err(format!("found on stderr: {}", answer.stderr).into());
    }
    Ok(difference(&found, &expected)?)
}

fn bad(host: Host, name: &str, cut: Cut) -> Result<(), Failed> {
    let folder = checkout("tests/vectors/bad");
    let scratch = tempfile::tempdir()?;
    let answer = run(host, &folder, name, &scratch.path().join("out"), cut);
    let expected = fs::read_to_string(expected(&folder, name))?;
    let found = format!("{}\n{}", answer.code, answer.stderr_without_note());
    if found != expected {
        return Err(format!("found\n{found}\nexpected\n{expected}").into());
    }
    match fs::read_dir(scratch.path())?.next() {
        None => Ok(()),
        Some(left) => Err(format!("left behind: {}", left?.path().display()).into()),
    }
}

fn run(host: Host, folder: &Path, name: &str, out: &Path, cut: Cut) -> tests::host::Answer {
    let out = out.to_string_lossy();
    let of_vector = arguments(folder, name);
    let mut arguments: Vec<&str> = of_vector.iter().map(String::as_str).collect();
    arguments.extend(["--out", &out]);
    for (option, value) in [("--chunk-size", cut.chunk), ("--threads", cut.threads)] {
        arguments.extend(value.into_iter().flat_map(|value| [option, value]));
    }
    match host {
        // Starting it takes longer than a vector.
        Host::Node if times(true, false) => calls::call(folder, &arguments),
        _ => host.call(folder, &arguments),
    }
}

fn expected(folder: &Path, name: &str) -> std::path::PathBuf {
    folder.join(Path::new(name).with_extension("expected"))
}
