//! The meaning of each rule, and the errors in a policy, with line and column.

mod common;

use std::sync::LazyLock;

use inspector::Graph;
use inspector::policy::Policy;

static ORIGINAL: LazyLock<Graph> = LazyLock::new(|| {
    let wasm = common::compose(&common::path("mutants/original.wac"));
    inspector::inspect(&wasm).expect("a graph")
});

/// The breaches of a policy in the original composition, or the error in the policy.
fn verify(policy: &str) -> Vec<String> {
    verify_on(&ORIGINAL, policy)
}

fn verify_on(graph: &Graph, policy: &str) -> Vec<String> {
    let breaches = Policy::parse(policy).and_then(|policy| {
        policy.check(graph).map(|breaches| {
            breaches
                .iter()
                .map(|breach| breach.describe(graph, "p"))
                .collect::<Vec<String>>()
        })
    });
    breaches.unwrap_or_else(|error| vec![error.to_string()])
}

fn mutant(name: &str) -> Graph {
    let file = common::path("mutants").join(name);
    let wasm = if name.ends_with(".wac") {
        common::compose(&file)
    } else {
        common::assemble(&file)
    };
    inspector::inspect(&wasm).expect("a graph")
}

#[test]
fn a_rule_that_holds_reports_nothing() {
    assert!(verify("no-imports = true").is_empty());
    assert!(verify("only-exports = [\"my:app/*\"]").is_empty());
    assert!(verify("deny = [{ from = \"*\", reach = \"wasi:*\" }]").is_empty());
    assert!(verify("only = [{ from = \"audit\", reach = \"vault\" }]").is_empty());
    assert!(verify("only = [{ from = \"host\", reach = [\"service\", \"index\", \"audit\", \"vault\"] }]").is_empty());
    assert!(verify("no-path = [{ from = [\"service\", \"index\"], to = \"vault\" }]").is_empty());
}

#[test]
fn a_broken_rule_is_reported_with_its_path() {
    assert_eq!(
        verify("no-path = [\n  { from = \"host\", to = \"vault\" },\n]"),
        [
            "`host` can reach `vault`, against p:2:3\n  the host can call `audit` as `my:app/audit`: `run`\n  `audit` can \
         call `vault` as `my:data/vault`: `count`"
        ]
    );
    assert_eq!(
        verify("[[only]]\nfrom = \"audit\"\nreach = []\nbecause = \"of \\u001b[2J\""),
        [
            "`audit` can reach `vault`, against p:1:1: of \\u{1b}[2J\n  `audit` can call `vault` as `my:data/vault`: `count`"
        ]
    );
    // `*` searches from every component except `index`, each separately.
    let breaches = verify("no-path = [{ from = \"*\", to = \"index\" }]");
    assert_eq!(breaches.len(), 1, "{breaches:?}");
    assert!(breaches[0].starts_with("`service` can reach `index`"), "{breaches:?}");
}

#[test]
fn an_import_is_denied_by_its_name_its_interface_and_the_names_it_is_passed_on_by() {
    for (mutant, from) in [
        ("implements.wat", "service"),
        ("extra-import.wac", "index"),
        ("dots.wac", "index"),
    ] {
        let graph = self::mutant(mutant);
        for pattern in [
            "wasi:filesystem/*",
            "wasi:filesystem/types",
            "wasi:filesystem/types@0.2.0",
            "*",
            "*:*/types@0.*",
        ] {
            let policy = format!("deny = [{{ from = \"{from}\", reach = \"{pattern}\" }}]");
            // Patterns match every name that the import has.
            assert!(!verify_on(&graph, &policy).is_empty(), "{mutant} {pattern}");
        }
        for pattern in ["wasi:clocks/*", "wasi:filesystem/types@0.3.0"] {
            let policy = format!("deny = [{{ from = \"{from}\", reach = \"{pattern}\" }}]");
            assert_eq!(verify_on(&graph, &policy), [""; 0], "{mutant} {pattern}");
        }
    }
    // An import that is passed on under an allowed name is still not allowed.
    let breaches = verify_on(
        &mutant("extra-import.wac"),
        "only = [{ from = \"index\", reach = \"wasi:filesystem/*\" }]",
    );
    assert_eq!(breaches.len(), 1, "{breaches:?}");
}

#[test]
fn a_rule_for_a_container_applies_to_its_parts() {
    let graph = mutant("outer.wat");
    for from in ["backend", "backend/inner", "inner", "index", "backend/*"] {
        let breaches = verify_on(&graph, &format!("deny = [{{ from = \"{from}\", reach = \"wasi:*\" }}]"));
        assert_eq!(breaches.len(), 1, "{from}: {breaches:?}");
    }
    let breaches = verify_on(&graph, "no-path = [{ from = \"service\", to = \"backend\" }]");
    assert_eq!(breaches.len(), 1, "{breaches:?}");
    assert!(
        verify_on(
            &graph,
            "only = [{ from = \"service\", reach = [\"backend\", \"wasi:filesystem/types\"] }]"
        )
        .is_empty()
    );
}

#[test]
fn an_unknown_component_is_an_error_that_names_the_known_ones() {
    let known = "`composition`, `vault`, `index`, `service`, `audit`, `host`";
    assert_eq!(
        verify("no-imports = true\ndeny = [{ from = \"servce\", reach = \"wasi:*\" }]"),
        [format!(
            "2:18: found `servce` (did you mean `service`?), expected one of {known}"
        )]
    );
    assert_eq!(
        verify("only = [{ from = \"audit\", reach = [\"vault\", \"store\"] }]"),
        [format!("1:35: found `store`, expected one of {known}")]
    );
    assert_eq!(
        verify("[[no-path]]\nfrom = \"service\"\nto = \"*z*\""),
        [format!("3:6: found `*z*`, expected one of {known}")]
    );
}

#[test]
fn an_invalid_policy_is_an_error_with_its_place() {
    for (policy, expected) in [
        (
            "",
            "1:1: found no rule, expected one of `no-imports`, `only-imports`, `only-exports`, `deny`, `only`, `no-path`",
        ),
        (
            "\nno-import = true",
            "2:1: unknown field `no-import`, expected one of `no-imports`, `only-imports`, `only-exports`, `deny`, `only`, `no-path`",
        ),
        (
            "no-imports = \"yes\"",
            "1:14: invalid type: string \"yes\", expected a boolean",
        ),
        (
            "no-imports = false",
            "1:14: found `no-imports = false`, which asks for nothing; expected `true`, or no such line",
        ),
        (
            "deny = [{ from = 3, reach = \"a:b\" }]",
            "1:18: invalid type: integer `3`, expected a name or a list of names",
        ),
        (
            "deny = [{ from = [\"*\", 3], reach = \"a:b\" }]",
            "1:24: invalid type: integer `3`, expected a string",
        ),
        ("deny = [{ from = \"*\" }]", "1:9: missing field `reach`"),
        (
            "deny = [{ from = \"*\", reach = \"a:b\", rech = 1 }]",
            "1:38: unknown field `rech`, expected one of `from`, `reach`, `because`",
        ),
        (
            "deny = [{ from = \"*\", reach = \" \" }]",
            "1:31: found an empty name, expected a component's or an interface's",
        ),
        (
            "deny = [{ from = [], reach = \"a:b\" }]",
            "1:18: found an empty list, expected a name: the rule is about nothing",
        ),
        (
            "deny = [{ from = \"*\", reach = [] }]",
            "1:31: found an empty list, expected a name: the rule is about nothing",
        ),
        (
            "no-path = [{ from = \"vault\", to = \"vault\" }]",
            "1:21: found the same component on both sides, expected two",
        ),
        (
            "no-path = [{ from = \"vault\", to = \"host\" }]",
            "1:35: found `host`, expected a component: components call the host only through imports",
        ),
    ] {
        assert_eq!(verify(policy), [expected], "{policy}");
    }
    assert!(
        verify("deny = [\n  {")[0].starts_with("2:4: "),
        "{:?}",
        verify("deny = [\n  {")
    );
}

#[test]
fn the_policy_in_the_readme_is_one() {
    let readme = include_str!("../README.md");
    let policy = readme
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("it has a policy");
    if let Err(error) = Policy::parse(policy) {
        panic!("{error}");
    }
}
