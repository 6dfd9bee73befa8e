//! The outputs for a composition that contains every kind of edge. `BLESS=1` writes them, as for the mutants.

mod common;

use std::fs;

use inspector::{Graph, render};

fn graph(name: &str) -> Graph {
    let file = common::path(name);
    let wasm = if name.ends_with(".wac") {
        common::compose(&file)
    } else {
        common::assemble(&file)
    };
    inspector::inspect(&wasm).expect("a graph")
}

fn is_as_expected(name: &str, found: &str) {
    let file = common::path("render").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(common::path("render")).expect("a folder");
        fs::write(&file, found.to_owned() + "\n").expect("it can be written");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(found.to_owned() + "\n", expected, "{}", file.display());
}

#[test]
fn as_a_tree() {
    is_as_expected("handle.tree", &render::tree(&graph("mutants/handle.wac")));
    is_as_expected("outer.tree", &render::tree(&graph("mutants/outer.wat")));
    is_as_expected(
        "component-import.tree",
        &render::tree(&graph("mutants/component-import.wat")),
    );
}

#[test]
fn as_json() {
    let text = render::json(&graph("mutants/handle.wac")).expect("it can be written");
    is_as_expected("handle.json", &text);
}

#[test]
fn as_mermaid() {
    is_as_expected("handle.mermaid", &render::mermaid(&graph("mutants/handle.wac")));
    is_as_expected("outer.mermaid", &render::mermaid(&graph("mutants/outer.wat")));
}

#[test]
fn a_name_is_text_in_every_output() {
    let graph = graph("corpus/names.wat");
    let json = render::json(&graph).expect("it can be written");
    assert!(json.contains(r"1\u009b2\u202e"), "{json}");
    for text in [render::tree(&graph), render::mermaid(&graph), json] {
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{text}");
    }
}
