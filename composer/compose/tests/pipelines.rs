//! A pipeline of its own, made as docs/new-pipeline.md says: built, composed, run through both hosts, and changed.

mod shell;

use std::fs;
use std::path::Path;

use shell::{done, sh};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
/// The record of the page, then every type, and words that Go writes in its own way.
const RECORD: &str = "order-id:string amount:u64 currency:string url:string user-id:option<string> a:u8 b:u16 c:u32 d:u64 \
     e:s8 f:s16 g:s32 h:s64 rate:f64 is-paid:bool";

/// A command of make in a pipeline. What the validator depends on is compiled once per checkout.
fn make(verbs: &str) -> String {
    format!("CARGO_BUILD_BUILD_DIR='{ROOT}/target/pipelines' make {verbs}")
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("a file");
    assert!(text.contains(from), "`{from}` is not in {}", file.display());
    fs::write(file, text.replace(from, to)).expect("a file");
}

#[test]
#[ignore = "takes minutes, and needs what `make compose` makes; `make templates.test` runs it"]
fn a_pipeline_builds_passes_its_tests_and_runs_alike_on_both_hosts() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path().join("line-items");
    let make_it = format!(
        "make new-pipeline NAME=line-items DIR='{}' RECORD='{RECORD}'",
        folder.display()
    );
    done(Path::new(ROOT), &make_it);
    let text = done(
        &folder,
        &format!("git init --quiet && git add --all && {}", make("test lint")),
    );
    for expected in [
        "line 4: amount: must be a whole number from 0 to 18446744073709551615\n",
        "4 read, 2 accepted, 2 rejected.",
        "Both hosts printed these bytes",
    ] {
        assert!(text.contains(expected), "`{expected}` is not in\n{text}");
    }
    assert_eq!(
        done(&folder, "git ls-files --others --exclude-standard"),
        "",
        "what is built is ignored"
    );
    every_type_reaches_the_validator(&folder);

    // A rule is changed where README.md says. The sample's outcome is another one then.
    let rules = folder.join("validator/src/lib.rs");
    replace(&rules, "    if item.amount == 0 {", "    if item.amount < 2 {");
    replace(&rules, "must not be 0", "must be above 1");
    let (success, text) = sh(&folder, &make("run"));
    assert!(!success && text.contains("> line 2: amount: must be above 1"), "{text}");
    assert!(text.contains("`make bless` accepts it\n"), "{text}");
    done(&folder, &make("bless"));
    let text = done(&folder, &make("run"));
    assert!(text.contains("4 read, 0 accepted, 4 rejected."), "{text}");

    // A file of the user's own, as a spreadsheet writes it, and one with another first line.
    let own = folder.join("own.csv");
    let sample = fs::read_to_string(folder.join("samples/sample.csv")).expect("a sample");
    fs::write(&own, format!("\u{feff}{}", sample.replace('\n', "\r\n"))).expect("a file");
    let text = done(&folder, &make("run CSV=own.csv"));
    assert!(text.contains("4 read, 0 accepted, 4 rejected."), "{text}");
    fs::write(&own, "id,amount\n").expect("a file");
    let (success, text) = sh(&folder, &make("run CSV=own.csv"));
    let expected = "cannot read `own.csv`: found the first line \"id,amount\", expected order-id,amount,";
    assert!(!success && text.contains(expected), "{text}");

    let (success, text) = sh(&folder, "make run POLYGLOT=/nowhere");
    let expected = "found no checkout in `/nowhere`, expected version `";
    assert!(!success && text.contains(expected), "{text}");

    // A component that reaches more than the policy allows isn't composed.
    replace(
        &folder.join("composer/policies/pipeline.toml"),
        "reach = [\"validator\"]",
        "reach = []",
    );
    let (success, text) = sh(&folder, &make("run"));
    assert!(!success && text.contains("service"), "{text}");
}

fn every_type_reaches_the_validator(folder: &Path) {
    // Each value at the end of its range, then one more.
    let highest =
        "o,1,EUR,u,,255,65535,4294967295,18446744073709551615,127,32767,2147483647,9223372036854775807,1e308,false";
    let above =
        "o,1,EUR,u,,256,65536,4294967296,18446744073709551616,128,32768,2147483648,9223372036854775808,1e309,no";
    let broken = format!(
        "o,1,EUR, ,{},0,0,0,0,-128,-32768,-2147483648,-9223372036854775808,inf,true",
        "é".repeat(21)
    );
    let fields = RECORD.split_whitespace().filter_map(|field| field.split(':').next());
    let header = fields.collect::<Vec<_>>().join(",");
    let input = format!("{header}\n{highest}\n{above}\n{broken}\no,1,EUR,\"u\nv\",x,1,1,1,1,1,1,1,1,NaN,true\n");
    fs::write(folder.join("input.csv"), input).expect("a file");
    let run = |host: &str| done(folder, &format!("{host} input.csv || test $? = 1"));
    let text = run("target/release/line-items-host run build/pipeline.cwasm");
    assert_eq!(run("node node-host/src/host.js"), text);
    let expected = "\
line 2: accepted
line 3: a: must be a whole number from 0 to 255
line 3: b: must be a whole number from 0 to 65535
line 3: c: must be a whole number from 0 to 4294967295
line 3: d: must be a whole number from 0 to 18446744073709551615
line 3: e: must be a whole number from -128 to 127
line 3: f: must be a whole number from -32768 to 32767
line 3: g: must be a whole number from -2147483648 to 2147483647
line 3: h: must be a whole number from -9223372036854775808 to 9223372036854775807
line 3: rate: must be a number
line 3: is-paid: must be true or false
line 4: url: must not be empty
line 4: user-id: must have at most 40 bytes
line 4: a: must not be 0
line 4: b: must not be 0
line 4: c: must not be 0
line 4: d: must not be 0
line 4: e: must not be negative
line 4: f: must not be negative
line 4: g: must not be negative
line 4: h: must not be negative
line 4: rate: must be finite
line 5: rate: must be finite
# line-items
";
    assert!(text.starts_with(expected), "{text}");
}
