//! renovate.json finds every pin, and changes what follows a pin together with it.

use std::fs;
use std::path::PathBuf;

use regex::Regex;
use serde_json::Value;

fn checkout(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(checkout(path)).unwrap_or_else(|error| panic!("read `{path}`: {error}"))
}

fn renovate() -> Value {
    serde_json::from_str(&read("renovate.json")).expect("renovate.json is JSON")
}

/// The expression of the manager of `file`.
fn manager(file: &str) -> Regex {
    let renovate = renovate();
    let managers = renovate["customManagers"].as_array().expect("a list").iter();
    let found = managers.filter(|manager| manager["managerFilePatterns"][0] == file);
    let mut expression = found.map(|manager| manager["matchStrings"][0].as_str().expect("a text"));
    Regex::new(expression.next().expect("there is one")).expect("Rust reads it, too")
}

/// The pins by name, without the versions that the machine has to have at least.
fn pins() -> Vec<(String, String)> {
    let text = read("toolchain/versions.env");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pins = lines.filter_map(|line| line.split_once('='));
    pins.filter(|(name, _)| !name.ends_with("_MIN"))
        .map(|(name, rest)| (name.to_string(), format!("{name}={rest}")))
        .collect()
}

#[test]
fn renovate_finds_every_pin() {
    let manager = manager("toolchain/versions.env");
    let pins = pins();
    assert!(pins.len() >= 10, "found {} pins", pins.len());
    for (name, line) in pins {
        let found = manager.captures(&line).map(|found| found["depName"].to_string());
        assert_eq!(found.is_some(), name != "LLVM", "{line}");
    }
}

/// toolchain/lib.sh compares these pins with other files, so one change has to be made in both.
#[test]
fn a_pin_and_what_follows_it_are_one_group() {
    let manager = manager("toolchain/versions.env");
    let renovate = renovate();
    let rules = renovate["packageRules"].as_array().expect("a list");
    let grouped = |package: &str| {
        let named = rules
            .iter()
            .flat_map(|rule| rule["matchDepNames"].as_array().expect("a list"));
        let patterns = named.map(|name| name.as_str().expect("a text"));
        patterns.into_iter().any(
            |pattern| match pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
                Some(expression) => Regex::new(expression).expect("an expression").is_match(package),
                None => pattern == package,
            },
        )
    };
    // Each is in one place.
    let alone = ["cargo-component", "wasm-tools", "wkg", "wit-bindgen-cli"];
    for (_, line) in pins() {
        if let Some(found) = manager.captures(&line) {
            let package = &found["depName"];
            assert_eq!(grouped(package), !alone.contains(&package), "{package}");
        }
    }
}

#[test]
fn crates_require_the_pinned_rust() {
    let pinned = pins()
        .into_iter()
        .find(|(name, _)| name == "RUST")
        .expect("Rust is pinned")
        .1;
    let pinned = Regex::new(r"^RUST=(\d+\.\d+)")
        .expect("an expression")
        .captures(&pinned)
        .expect("a version")[1]
        .to_string();
    let manager = manager("/(^|/)Cargo\\.toml$/");
    for file in [
        "Cargo.toml",
        "bench/Cargo.toml",
        "rust-components/driver/fuzz/Cargo.toml",
        "templates/stage/rust/Cargo.toml",
    ] {
        let text = read(file);
        let found = manager
            .captures(&text)
            .unwrap_or_else(|| panic!("`{file}` has no rust-version"));
        assert_eq!(found["currentValue"], pinned, "{file}");
    }
}
