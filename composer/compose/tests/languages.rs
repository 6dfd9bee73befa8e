//! Each language's skeleton, made as docs/add-a-stage.md says, in a copy of the checkout.

mod shell;

use std::fs;
use std::path::{Path, PathBuf};

use shell::{done, sh};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The page's blocks of commands; the last of them undoes the others.
fn blocks() -> Vec<String> {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/add-a-stage.md")).expect("the page");
    let parts = page.split("\n```").filter_map(|part| part.strip_prefix("sh\n"));
    let blocks: Vec<String> = parts.map(String::from).collect();
    assert!(blocks.len() >= 3, "the page has commands");
    blocks
}

#[test]
#[ignore = "takes minutes, and needs what `make compose` makes; `make templates.test` runs it"]
fn a_stage_in_each_language_builds_composes_and_does_its_work() {
    let scratch = tempfile::tempdir().expect("a folder");
    let copy: PathBuf = scratch.path().join("checkout");
    done(Path::new(ROOT), &format!("workshop/copy '{}'", copy.display()));
    let sample = done(
        &copy,
        "bin/pipeline run samples/users.csv --out build/out >build/log || cat build/out/*.ndjson",
    );
    let mut blocks = blocks();
    let undo = blocks.pop().expect("the page has commands");
    let (remove, compose) = undo.split_once('\n').expect("it removes the stage, then composes");
    for language in ["rust", "go", "python", "js"] {
        let mut text = String::new();
        for block in &blocks {
            text.push_str(&done(&copy, &block.replace("LANG=rust", &format!("LANG={language}"))));
        }
        for expected in [
            "Both hosts wrote the same bytes",
            "Duplicate email, first seen in record 1",
            "tidy → service",
        ] {
            assert!(text.contains(expected), "{language}: `{expected}` is not in\n{text}");
        }
        done(&copy, "make stages/tidy.lint");
        assert_eq!(
            done(&copy, "cat build/demo/node/*.ndjson"),
            sample,
            "a sample without tags comes out as before"
        );
        assert!(
            !sh(&copy, "make new-stage NAME=tidy LANG=go").0,
            "there is one of that name"
        );
        done(&copy, remove);
        assert_eq!(
            done(&copy, "git status --porcelain"),
            "",
            "{language}: nothing is left of it"
        );
    }
    done(&copy, compose);
    let composition = |checkout: &Path| fs::read(checkout.join("build/pipeline.wasm")).expect("the composition");
    assert!(
        composition(&copy) == composition(Path::new(ROOT)),
        "without the stage, the composition is as before"
    );
}
