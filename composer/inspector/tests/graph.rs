//! The graph of a file: components, names and edges.

mod common;

use inspector::Graph;
use inspector::graph::{EdgeKind, Party};

fn corpus(name: &str) -> Graph {
    let file = common::path("corpus").join(name).with_extension("wat");
    inspector::inspect(&common::assemble(&file)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn names(graph: &Graph) -> Vec<&str> {
    graph
        .components
        .iter()
        .map(|component| component.name.as_str())
        .collect()
}

/// `from kind to as through: functions; resources`, one line per edge.
fn edges(graph: &Graph) -> Vec<String> {
    let edge = |edge: &inspector::graph::Edge| {
        let functions: Vec<String> = edge
            .functions
            .iter()
            .map(|function| {
                let handles = function
                    .gives
                    .iter()
                    .map(|handle| format!(" gives {}", handle.resource));
                let taken = function
                    .takes
                    .iter()
                    .map(|handle| format!(" takes {}", handle.resource));
                let used = if function.is_used { "" } else { " unused" };
                format!(
                    "{}{used}{}{}",
                    function.name,
                    handles.collect::<String>(),
                    taken.collect::<String>()
                )
            })
            .collect();
        let (from, to) = (graph.name(edge.from), graph.name(edge.to));
        format!(
            "{from} {:?} {to} as {}: {}; {}",
            edge.kind,
            edge.through,
            functions.join(", "),
            edge.resources.join(", ")
        )
    };
    graph
        .edges
        .iter()
        .filter(|edge| edge.kind != EdgeKind::Contains)
        .map(edge)
        .collect()
}

#[test]
fn nothing_is_in_an_empty_component() {
    let graph = corpus("empty");
    assert_eq!(names(&graph), ["composition"]);
    assert!(graph.edges.is_empty() && graph.imports.is_empty() && graph.exports.is_empty());
    assert!(!graph.components[0].has_code);
}

#[test]
fn a_name_is_the_instances_or_comes_from_an_export() {
    assert_eq!(names(&corpus("unnamed")), ["composition", "validator", "validator#2"]);
    let composed = common::compose(&common::path("mutants/original.wac"));
    let graph = inspector::inspect(&composed).expect("a graph");
    let mut found = names(&graph);
    found.sort_unstable();
    assert_eq!(found, ["audit", "composition", "index", "service", "vault"]);
}

#[test]
fn a_name_cannot_pass_for_a_path_or_for_the_host() {
    assert_eq!(
        names(&corpus("names")),
        ["composition", "host#2", "a_b__2J_b_", "a_b__2J_c_", "_"]
    );
}

#[test]
fn two_of_the_same_bytes_are_of_one_kind() {
    let graph = corpus("unnamed");
    assert_eq!(graph.components[1].kind, graph.components[2].kind);
    assert_ne!(graph.components[0].kind, graph.components[1].kind);
}

#[test]
fn a_language_comes_from_the_tool_or_the_compiler() {
    let graph = corpus("unnamed");
    assert_eq!(graph.components[1].languages, ["Rust"]);
    assert_eq!(graph.components[1].tools[0].name, "rustc");
    assert_eq!(graph.components[1].tools[0].version, "1.95.0");
    assert_eq!(corpus("names").components[1].languages, ["Go"]);
    assert!(corpus("values").components[0].languages.is_empty());
}

#[test]
fn handles_are_found_in_calls_and_named_after_their_owner() {
    assert_eq!(
        edges(&corpus("values")),
        ["host Calls values as my:data/files: swap gives file takes file; file"]
            .map(|line| line.replace("values", "files"))
    );
}

#[test]
fn a_type_of_a_resource_is_something_to_hold_and_other_types_are_nothing() {
    // The writer was given one of two resources, and no function.
    let graph = corpus("host-resources");
    assert_eq!(
        edges(&graph),
        ["writer Holds wasi:io/streams@0.2.0 as streams: ; output"]
    );
    let has_authority: Vec<bool> = graph.imports.iter().map(|import| import.has_authority).collect();
    assert_eq!(has_authority, [true, true]);
}

#[test]
fn a_function_is_its_owners_however_often_it_was_handed_on() {
    let file = common::path("mutants/bundle.wat");
    let graph = inspector::inspect(&common::assemble(&file)).expect("a graph");
    assert_eq!(
        edges(&graph),
        [
            "host Calls service as my:app/service: run; ",
            "service Calls vault as my:app/index: size unused; ",
            "service Calls index as my:app/index: lookup unused; ",
        ]
    );
}

#[test]
fn a_mere_container_has_no_reach_of_its_own() {
    let file = common::path("mutants/outer.wat");
    let graph = inspector::inspect(&common::assemble(&file)).expect("a graph");
    let backend = names(&graph)
        .iter()
        .position(|name| *name == "backend")
        .expect("it is there");
    let kinds: Vec<EdgeKind> = graph
        .edges_from(Party::Component(backend))
        .map(|(_, edge)| edge.kind)
        .collect();
    assert_eq!(kinds, [EdgeKind::Contains]);
    assert_eq!(graph.within(backend).len(), 3);
}
