//! Sizes, counts and calls in the pages are those of the build, and times those of the last bench.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use docs::checkout;
use samples::args::Format;
use samples::rows::Mix;
use serde_json::Value;

/// How much a stated size may differ from the measured one.
const TOLERANCE: f64 = 0.05;

fn page(name: &str) -> String {
    fs::read_to_string(checkout(name)).unwrap_or_else(|error| panic!("cannot read `{name}`: {error}"))
}

/// In bytes; of a folder, all its files together, but not those that Node compiles into `compiled` as it runs.
fn size(path: &Path) -> u64 {
    let metadata = fs::metadata(path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
    if !metadata.is_dir() {
        return metadata.len();
    }
    let entries = fs::read_dir(path).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| !path.ends_with("compiled"))
        .map(|path| size(&path))
        .sum()
}

/// Whether `stated`, such as `0.30`, is about `found`. A rounded number is right if no other with as many digits is closer.
fn about(stated: &str, found: f64) -> bool {
    let decimals = stated.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let rounding = 0.5 / 10f64.powi(decimals as i32);
    let number: f64 = stated
        .parse()
        .unwrap_or_else(|_| panic!("found `{stated}`, expected a number"));
    (number - found).abs() <= f64::max(found * TOLERANCE, rounding)
}

#[track_caller]
fn check(page: &str, what: &str, stated: &str, found: f64) {
    assert!(
        about(stated, found),
        "{page}, {what}: stated {stated}, found {found:.2}"
    );
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The cells of the rows under a heading, without emphasis.
fn rows(text: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, section) = text
        .split_once(heading)
        .unwrap_or_else(|| panic!("no heading `{heading}`"));
    let section = section.split("\n## ").next().expect("split gives one at least");
    let rows = section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = rows.map(|row| row.split(" | ").map(|cell| cell.replace("**", "")).collect());
    cells.collect()
}

#[test]
fn sizes_of_files_are_those_of_the_build() {
    let name = "docs/cost.md";
    let mut checked = 0;
    for row in rows(&page(name), "## How large?") {
        let Some(file) = row[0].strip_prefix('`').and_then(|file| file.strip_suffix('`')) else {
            continue;
        };
        let path = if file.contains('/') {
            file.into()
        } else {
            format!("build/{file}.wasm")
        };
        let stated = row[2].strip_suffix(" MB").expect("a size in MB");
        check(name, file, stated, megabytes(size(&checkout(&path))));
        checked += 1;
    }
    assert!(checked >= 12, "found {checked} sizes");
}

/// The text between `before` and `after`, where it is short.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let found = text.split(before).skip(1).find_map(|rest| rest.split_once(after));
    let found = found.unwrap_or_else(|| panic!("no text `{before}…{after}`")).0;
    assert!(found.len() < 20, "found `{found}` between `{before}` and `{after}`");
    found
}

#[test]
fn figures_in_sentences_are_those_of_the_build() {
    let of_file = |file: &str| megabytes(size(&checkout(file)));
    let figures = [
        ("docs/cost.md", "with `querier` (", " MB", of_file("build/querier.wasm")),
        (
            "docs/cost.md",
            "with `gateway` (",
            " MB",
            of_file("build/gateway-part.wasm"),
        ),
        ("docs/cost.md", "JavaScript and ", " core modules", core_modules()),
        (
            "docs/cost.md",
            "compresses `build/pipeline.wasm` to ",
            " MB",
            compressed(),
        ),
        ("docs/traps.md", "## CPython is ", " MB", of_file("build/reporter.wasm")),
        (
            "docs/traps.md",
            "`py-reporting/src/snapshot.py` | ",
            " |",
            of_file("build/reporter.wasm"),
        ),
        (
            "ARCHITECTURE.md",
            "one component, composed of ",
            ":",
            components("build/pipeline.wasm"),
        ),
        (
            "composer/interposer/README.md",
            "has the same ",
            " components",
            components("build/pipeline.wasm"),
        ),
        (
            "docs/serve.md",
            "destroy an instance of ",
            " components",
            components("build/gateway-open.wasm"),
        ),
    ];
    for (name, before, after, found) in figures {
        let text = page(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let stated = between(&text, before, after);
        let number = WORDS
            .iter()
            .position(|word| *word == stated)
            .map(|number| number.to_string());
        check(name, before, number.as_deref().unwrap_or(stated), found);
    }
}

const WORDS: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// Of the translation for Node.
fn core_modules() -> f64 {
    let entries = fs::read_dir(checkout("build/js")).expect("there is a translation for Node");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names.filter(|name| name.to_string_lossy().ends_with(".wasm")).count() as f64
}

/// The composed file by `gzip -9`, in MB.
fn compressed() -> f64 {
    let mut gzip = Command::new("gzip");
    let output = gzip.args(["-9", "-c"]).arg(checkout("build/pipeline.wasm")).output();
    megabytes(output.expect("there is gzip").stdout.len() as u64)
}

/// How many components with code a file has.
fn components(file: &str) -> f64 {
    let mut inspect = Command::new(checkout("bin/pipeline"));
    let output = inspect
        .args(["inspect", "--format", "json"])
        .arg(checkout(file))
        .output();
    let graph: Value = serde_json::from_slice(&output.expect("there is the host").stdout).expect("it is JSON");
    let all = graph["components"].as_array().expect("a list of components");
    all.iter().filter(|one| one["has_code"] == true).count() as f64
}

const FILE: &str = "data/users-1000000.csv";

/// A million records through the traced composition: calls and bytes of each row in the page's table are as traced.
#[test]
fn calls_and_bytes_are_those_of_a_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("data")).expect("the folder is empty");
    // The arguments of `make data`.
    let mix = Mix::new(30, 10).expect("in range");
    let mut file = File::create(at(FILE)).expect("the folder is empty");
    samples::write(&mut file, Format::Csv, 1_000_000, 1, mix).expect("there is room");
    let mut run = Command::new(checkout("bin/pipeline"));
    run.args(["run", "--quiet", "--trace", FILE, "--out", "out"]);
    let output = run.current_dir(folder.path()).output().expect("there is the host");
    let trace = String::from_utf8(output.stderr).expect("it is UTF-8");

    let name = "docs/cost.md";
    let mut checked = 0;
    for row in rows(&page(name), "## Which component costs what?") {
        let [call, count, passed, returned, _share] = row.as_slice() else {
            continue;
        };
        let Some((edge, function)) = call.split_once(" `") else {
            continue;
        };
        let (from, to) = edge.split_once(" → ").expect("a call has two ends");
        let (function, _) = function.split_once('`').expect("a name is closed");
        let traced = trace
            .lines()
            .find(|line| line.split_whitespace().take(3).eq([from, to, function]));
        let traced = traced.unwrap_or_else(|| panic!("{name}: no call `{from} → {to} {function}` in\n{trace}"));
        let stated = format!("{count} {passed} {returned}");
        let found: Vec<&str> = traced.split_whitespace().skip(3).take(5).collect();
        assert_eq!(stated, found.join(" "), "{name}: {call}");
        checked += 1;
    }
    assert!(checked >= 5, "found {checked} calls");
}

#[test]
fn figures_of_the_bench_are_those_of_its_last_run() {
    let mut check = Command::new("python3");
    check.args(["-m", "harness.pages", "--check"]);
    let found = check.current_dir(checkout("bench")).output().expect("there is Python");
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
}

#[test]
fn a_wrong_figure_is_noticed() {
    assert!(about("0.30", 0.303) && about("0.04", 0.0441) && about("6", 6.0));
    assert!(!about("0.21", 0.303) && !about("17.2", 18.5) && !about("5", 6.0));
}
