//! Each mutant is a composition with one change that makes something reachable. Every change is reported, with the path
//! that it opened.
//!
//! The expected message is next to each mutant in `mutants/`; `BLESS=1 cargo test --package inspector --test mutants`
//! writes it. The policy is `policy.toml`, or one with the mutant's name.

mod common;

use std::fs;
use std::path::Path;

use inspector::policy::Policy;

/// All breaches, as `verify` prints them.
fn breaches(file: &Path, wasm: &[u8]) -> String {
    let graph = inspector::inspect(wasm).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let own = file.with_extension("toml");
    let policy = if own.is_file() {
        own
    } else {
        common::path("mutants/policy.toml")
    };
    let name = policy.file_name().expect("a name").to_string_lossy().into_owned();
    let rules =
        Policy::parse(&fs::read_to_string(&policy).expect("a policy")).unwrap_or_else(|error| panic!("{name}:{error}"));
    let breaches = rules.check(&graph).unwrap_or_else(|error| panic!("{name}:{error}"));
    breaches
        .iter()
        .map(|breach| breach.describe(&graph, &name) + "\n")
        .collect()
}

fn mutants() -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let written = common::files("mutants", "wat")
        .into_iter()
        .map(|file| (file.clone(), common::assemble(&file)));
    let composed = common::files("mutants", "wac")
        .into_iter()
        .map(|file| (file.clone(), common::compose(&file)));
    written.chain(composed).collect()
}

#[test]
fn every_change_is_caught_with_its_path() {
    let mut wrong = Vec::new();
    let mutants = mutants();
    for (file, wasm) in &mutants {
        let found = breaches(file, wasm);
        assert_eq!(
            found.is_empty(),
            common::stem(file) == "original",
            "{}: {found}",
            file.display()
        );
        let expected = file.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &found).expect("it can be written");
        }
        if fs::read_to_string(&expected).ok().as_ref() != Some(&found) {
            wrong.push(format!("{}:\n{found}", expected.display()));
        }
    }
    assert!(mutants.len() > 12, "{} mutants", mutants.len());
    assert!(wrong.is_empty(), "not as expected:\n{}", wrong.join("\n"));
}
