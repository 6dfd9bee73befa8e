//! The compositions of the real components. composer/compose/tests/ tests how `compose` fails.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::checkout;
use tests::composition::{PARTS, build, changed, compose};
use tests::host::Answer;

fn imports(component: &Path) -> Vec<String> {
    let output = Command::new("wasm-tools")
        .args(["component", "wit"])
        .arg(component)
        .output();
    let answer = Answer::from(output.expect("there is wasm-tools"));
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    answer
        .stdout
        .lines()
        .filter_map(|line| line.trim().strip_prefix("import "))
        .map(String::from)
        .collect()
}

#[test]
fn the_pipeline_imports_types_alone_and_exports_the_job_and_the_parts() {
    let pipeline = checkout("build/pipeline.wasm");
    assert_eq!(
        imports(&pipeline),
        [
            "my:user-validator/types@2.0.0;",
            "my:storage/types@2.0.0;",
            "my:user-service/types@2.0.0;",
            "my:config/types@2.0.0;",
        ]
    );
    let output = Command::new("wasm-tools")
        .args(["component", "wit"])
        .arg(&pipeline)
        .output();
    let wit = Answer::from(output.expect("there is wasm-tools")).stdout;
    let exports: Vec<&str> = wit
        .lines()
        .filter_map(|line| line.trim().strip_prefix("export "))
        .collect();
    assert_eq!(
        exports,
        [
            "my:pipeline/job@2.0.0;",
            "my:pipeline/partition@2.0.0;",
            "my:user-service/user-service@2.0.0;",
            "my:user-validator/validator@2.0.0;",
            "my:reporting/reporter@2.0.0;",
            "my:config/config@2.0.0;",
        ]
    );
    // The imported interfaces: types, and no function.
    let package = |name: &str| {
        let (_, package) = wit
            .split_once(&format!("package {name}@2.0.0 {{"))
            .expect("the package is there");
        package.split("\n}").next().expect("the package ends")
    };
    let types = package("my:user-validator")
        .split("interface validator")
        .next()
        .expect("types come first");
    assert!(types.contains("record user") && !types.contains(": func("), "{types}");
    let types = package("my:user-service")
        .split("interface user-service")
        .next()
        .expect("types come first");
    assert!(types.contains("record totals") && !types.contains(": func("), "{types}");
    let types = package("my:storage")
        .split("interface kv")
        .next()
        .expect("types come first");
    assert!(types.contains("store-error") && !types.contains(": func("), "{types}");
    let types = package("my:config")
        .split("interface config")
        .next()
        .expect("types come first");
    assert!(
        types.contains("record run-settings") && !types.contains(": func("),
        "{types}"
    );
}

#[test]
fn with_the_host_s_store_it_imports_that_and_answers_queries() {
    let stored = checkout("build/pipeline-store.wasm");
    let functions: Vec<String> = imports(&stored)
        .into_iter()
        .filter(|import| !import.contains("/types@"))
        .collect();
    assert_eq!(functions, ["my:storage/kv@2.0.0;", "my:storage/sql@2.0.0;"]);
    let answer = Command::new("wasm-tools")
        .args(["component", "wit"])
        .arg(&stored)
        .output();
    let wit = Answer::from(answer.expect("there is wasm-tools")).stdout;
    for export in ["my:pipeline/query@2.0.0", "my:pipeline/job@2.0.0"] {
        assert!(wit.contains(&format!("  export {export};")), "{export}");
    }
}

#[test]
fn what_a_thread_runs_leaves_the_store_and_what_it_needs_not_to_the_host() {
    let imported = imports(&checkout("build/thread.wasm"));
    let mut functions: Vec<&str> = imported.iter().map(String::as_str).collect();
    functions.retain(|import| !import.contains("/types@"));
    functions.sort_unstable();
    assert_eq!(
        functions,
        [
            "my:reporting/reporter@2.0.0;",
            "my:storage/kv@2.0.0;",
            "my:workbook/workbook@1.0.0;"
        ]
    );
}

#[test]
fn the_same_parts_give_the_same_bytes() {
    let folder = build(&PARTS);
    let answer = compose(&checkout(""), folder.path());
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    same_compositions(folder.path());
}

/// Fails if a composition differs from that of `make compose`.
fn same_compositions(folder: &Path) {
    for name in [
        "pipeline",
        "pipeline-store",
        "thread",
        "traced",
        "recorded",
        "user-service",
        "gateway",
        "gateway-open",
        "job",
    ] {
        let read = |folder: &Path| fs::read(folder.join(name).with_extension("wasm")).expect("a composition");
        assert!(read(folder) == read(&checkout("build")), "{name}");
    }
}

#[test]
fn another_form_of_pipeline_wac_gives_the_same_bytes() {
    let wac = fs::read_to_string(checkout("composer/pipeline.wac")).expect("there is a composition");
    // On one line, without comments, and with all arguments in the opposite order.
    let code: Vec<&str> = wac.lines().filter(|line| !line.starts_with("//")).collect();
    let mut line = String::new();
    for statement in code.join(" ").split_inclusive(';') {
        match statement.split_once('{').zip(statement.split_once('}')) {
            Some(((start, _), (all, end))) => {
                let arguments = all.split_once('{').map_or("", |(_, arguments)| arguments);
                let mut arguments: Vec<&str> = arguments
                    .split(',')
                    .map(str::trim)
                    .filter(|one| !one.is_empty())
                    .collect();
                arguments.reverse();
                line.push_str(&format!("{start}{{{}}}{end}", arguments.join(",")));
            }
            None => line.push_str(statement),
        }
    }
    let copy = changed(&wac, &line);
    let folder = build(&PARTS);
    let answer = compose(copy.path(), folder.path());
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    same_compositions(folder.path());
}

#[test]
fn a_missing_part_is_named() {
    for missing in PARTS {
        let parts: Vec<&str> = PARTS.into_iter().filter(|part| *part != missing).collect();
        let folder = build(&parts);
        let answer = compose(&checkout(""), folder.path());
        assert_eq!(answer.code, 1);
        let named = format!(
            "`: `{}/{missing}.wasm` is missing; `make compose`",
            folder.path().display()
        );
        assert!(answer.stderr.contains(&named), "{}", answer.stderr);
        assert!(!folder.path().join("pipeline.wasm").exists());
    }
}

#[test]
fn a_missing_argument_is_named_with_its_component() {
    let argument = "    \"my:reporting/reporter@2.0.0\": reporter[\"my:reporting/reporter@2.0.0\"],\n";
    let copy = changed(argument, "");
    let folder = build(&PARTS);
    let answer = compose(copy.path(), folder.path());
    assert_ne!(answer.code, 0);
    assert!(
        answer.stderr.contains("my:reporting/reporter@2.0.0"),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("part:driver"), "{}", answer.stderr);
    assert!(!folder.path().join("pipeline.wasm").exists());
}

#[test]
fn an_open_import_is_named_with_its_component() {
    let last = "    \"my:workbook/workbook@1.0.0\": workbook[\"my:workbook/workbook@1.0.0\"],\n";
    let arguments = format!("    \"my:reporting/reporter@2.0.0\": reporter[\"my:reporting/reporter@2.0.0\"],\n{last}");
    let copy = changed(&arguments, &format!("{last}    ...\n"));
    let folder = build(&PARTS);
    let answer = compose(copy.path(), folder.path());
    assert_ne!(answer.code, 0);
    assert!(
        answer.stderr.contains("`my:reporting/reporter@2.0.0`"),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("`driver`"), "{}", answer.stderr);
    assert!(!folder.path().join("pipeline.wasm").exists());
}

#[test]
fn validator_and_service_import_only_types() {
    let found = imports(&checkout("build/user-service.wasm"));
    assert!(found.iter().all(|import| import.contains("/types@2.0.0")), "{found:?}");
}

#[test]
fn the_parts_keep_to_their_budget() {
    let size = |name: &str| {
        let file = checkout("build").join(name).with_extension("wasm");
        fs::metadata(file).expect("it was built").len()
    };
    assert!(
        size("pipeline") <= 18_200_000,
        "build/pipeline.wasm has {} bytes",
        size("pipeline")
    );
    let own: u64 = ["config", "validator", "store", "service", "driver"]
        .into_iter()
        .map(size)
        .sum();
    assert!(own <= 1_310_000, "all but CPython and workbooks has {own} bytes");
    assert!(
        size("workbook") <= 590_000,
        "build/workbook.wasm has {} bytes",
        size("workbook")
    );
}
