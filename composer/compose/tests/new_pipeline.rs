//! What `new-pipeline` writes, and which names, folders and records it rejects. tests/pipelines.rs checks that a pipeline works.

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const RECORD: &str = "order-id:string amount:u64 currency:string";

/// A folder with a checkout that has the real templates.
fn scratch() -> (TempDir, PathBuf) {
    let scratch = tempfile::tempdir().expect("a folder");
    let checkout = scratch.path().join("checkout");
    fs::create_dir(&checkout).expect("a folder");
    for name in [
        "composer",
        "templates",
        "go-service",
        "Cargo.lock",
        "Cargo.toml",
        "rust-toolchain.toml",
        "rustfmt.toml",
    ] {
        symlink(Path::new(ROOT).join(name), checkout.join(name)).expect("a link");
    }
    (scratch, checkout)
}

/// Whether it succeeds, and its message.
fn run(checkout: &Path, name: &str, folder: &str, record: &str) -> (bool, String) {
    let arguments = ["new-pipeline", "--name", name, "--dir", folder, "--record", record];
    let output = common::compose(checkout, &arguments);
    (
        output.status.success(),
        String::from_utf8(output.stderr).expect("a message"),
    )
}

/// The message of what is rejected. Nothing is written.
fn error(name: &str, folder: &str, record: &str) -> String {
    let (scratch, checkout) = scratch();
    let (success, message) = run(&checkout, name, folder, record);
    assert!(!success, "{name} {folder} {record}");
    let left = fs::read_dir(scratch.path()).expect("a folder").count();
    assert_eq!(left, 1, "nothing is written: {message}");
    assert!(message.starts_with("error: cannot write a pipeline: "), "{message}");
    message
}

/// All files below a folder, by their paths from it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path());
    let inside = |path: PathBuf| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    };
    entries.flat_map(inside).collect()
}

#[test]
fn a_pipeline_can_be_read_in_one_sitting_and_leaves_nothing_open() {
    let (scratch, checkout) = scratch();
    let (success, message) = run(&checkout, "orders", "../orders", RECORD);
    assert!(success, "{message}");
    let folder = scratch.path().join("orders");
    let mut lines = 0;
    for file in files(&folder) {
        let name = file.strip_prefix(&folder).expect("it is inside").display().to_string();
        if name == "Cargo.lock" || name == "service/go.sum" {
            continue;
        }
        let text = fs::read_to_string(&file).expect("text");
        // A value in capital letters between two `@`.
        let is_open = |part: &str| part.len() > 2 && part.chars().all(|c| c.is_ascii_uppercase() || c == '-');
        let open = text.split('@').find(|part| is_open(part));
        assert_eq!(open, None, "{name} has a value that is not filled in");
        let is_comment = |line: &str| ["//", "#", "/*", "*"].iter().any(|start| line.starts_with(start));
        let is_code = |line: &&str| !line.is_empty() && (name.ends_with(".md") || !is_comment(line));
        let written = text.lines().map(str::trim).filter(is_code).count();
        assert!(written <= 80, "{name} has {written} lines");
        lines += written;
    }
    assert!(lines < 600, "found {lines} lines, without comments and empty ones");
    // Only what reads the types of the record.
    assert!(folder.join("service/items/unsigned.go").is_file());
    assert!(!folder.join("service/items/float.go").exists());
}

#[test]
fn a_folder_is_new_and_outside_the_checkout() {
    let (_scratch, checkout) = scratch();
    fs::create_dir(checkout.join("../orders")).expect("a folder");
    let error = |folder: &str| run(&checkout, "orders", folder, RECORD).1;
    assert!(error("../orders").contains("DIR: `../orders` exists already; choose a new folder"));
    assert!(error("orders").contains("DIR: `orders` is in this checkout; choose a folder outside"));
    assert!(error("../a/b").contains("DIR: cannot find the folder that `../a/b` would be in"));
    assert!(error("..").contains("DIR: found `..`, expected a new folder, such as `../orders`"));
    assert!(error("../my orders").contains("which make can't use"));
}

#[test]
fn a_name_is_no_keyword_and_no_part() {
    for (name, expected) in [
        ("Orders", "NAME: found `Orders`, expected words of lower-case letters"),
        ("a_b", "NAME: found `a_b`, expected words of lower-case letters"),
        ("", "NAME: found ``, expected words"),
        (
            "interface",
            "NAME: `interface` is a keyword of WIT; choose another name",
        ),
        ("match", "NAME: `match` is a keyword of Rust"),
        ("lambda", "NAME: `lambda` is a keyword of Python"),
        ("validator", "NAME: `validator` is the name of a part of each pipeline"),
    ] {
        let error = error(name, "../orders", RECORD);
        assert!(error.contains(expected), "{error}");
    }
    assert!(error(&"a".repeat(41), "../orders", RECORD).contains("found 41 characters, expected at most 40"));
}

#[test]
fn a_record_has_named_fields_of_known_types() {
    for (record, expected) in [
        ("", "found no field, expected NAME:TYPE"),
        ("amount", "found `amount`, expected NAME:TYPE, such as `amount:u64`"),
        (
            "amount:",
            "field `amount`: found no type right after `:`, expected one of string, bool, u8",
        ),
        (
            "id:string, amount:u64",
            "found `id:string,`, expected spaces between the fields, without commas",
        ),
        (
            "id=string,amount=u64",
            "found `id=string,amount=u64`, expected spaces between the fields",
        ),
        ("amount:f32", "field `amount`: found the type `f32`, expected one of"),
        ("amount:u128", "field `amount`: found the type `u128`"),
        ("amount:int", "field `amount`: found the type `int`"),
        ("tags:list<string>", "field `tags`: found the type `list<string>`"),
        ("amount:option<u64>", "field `amount`: found the type `option<u64>`"),
        (
            "Amount:u64",
            "field: found `Amount`, expected words of lower-case letters",
        ),
        ("order_id:u64", "field: found `order_id`, expected words"),
        ("1st:u64", "field: found `1st`, expected words"),
        ("record:u64", "field: `record` is a keyword of WIT"),
        ("type:u64", "field: `type` is a keyword of WIT"),
        ("range:u64", "field: `range` is a keyword of Go"),
        ("class:u64", "field: `class` is a keyword of Python"),
        ("amount:u64 amount:u8", "found the field `amount` twice"),
        ("id-a:u64 ida:u64 id-a:u8", "found the field `id-a` twice"),
        ("paid:bool", "found only fields of type `bool`"),
    ] {
        let error = error("orders", "../orders", record);
        assert!(error.contains(&format!("RECORD: {expected}")), "{record}: {error}");
        assert!(error.contains("usage: make new-pipeline NAME=orders"), "{error}");
    }
    assert!(error("orders", "../orders", &format!("{}:u8", "a".repeat(31))).contains("found 31 characters"));
}

#[test]
fn what_is_missing_is_named() {
    let (_scratch, checkout) = scratch();
    let all = [("--name", "orders"), ("--dir", "../orders"), ("--record", RECORD)];
    for (at, missing) in ["NAME", "DIR", "RECORD"].iter().enumerate() {
        let mut arguments = vec!["new-pipeline"];
        for (_, (option, value)) in all.iter().enumerate().filter(|(place, _)| *place != at) {
            arguments.extend([option, value]);
        }
        let output = common::compose(&checkout, &arguments);
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains(&format!("{missing} is missing\nusage: ")), "{message}");
    }
}
