//! `compose contracts`: which version a change of a contract asks for.

mod common;

use std::fs;
use std::path::Path;

const OLD: &str = "package my:app@1.2.0;
interface rules {
  /// A comment.
  enum rule { empty, short }
  resource set { constructor(); judge: func(name: string) -> list<rule>; }
  describe: func(rule: rule) -> string;
}";

/// Whether the new contract's version fits, and what is printed.
fn compare(new: &str) -> (bool, String) {
    let checkout = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = checkout.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("composer/compositions.toml", "");
    write(
        "tests/released/1.0.0/app.wit",
        "package my:app@1.0.0;\ninterface other {}",
    );
    write("tests/released/1.2.0/app.wit", OLD);
    write("wit/app.wit", new);
    let output = common::compose(checkout.path(), &["contracts"]);
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).expect("a message"))
}

fn assert_fails(new: &str, expected: &[&str]) {
    let (success, text) = compare(new);
    assert!(!success, "{text}");
    for expected in expected {
        assert!(text.contains(expected), "`{expected}` is not in\n{text}");
    }
}

#[test]
fn an_unchanged_contract_keeps_its_version() {
    let new = OLD.replace("/// A comment.", "/// Another one.");
    assert_eq!(compare(&new), (true, "my:app 1.2.0 → 1.2.0: unchanged\n".into()));
}

#[test]
fn a_new_case_is_breaking() {
    let new = OLD.replace("empty, short", "empty, short, long");
    let expected = [
        "`my:app`: found version `1.2.0`, expected `2.0.0` or later: breaking",
        "changed rules.rule: + long",
    ];
    assert_fails(&new, &expected);
    assert_fails(
        &new.replace("@1.2.0", "@1.9.0"),
        &["found version `1.9.0`, expected `2.0.0`"],
    );
    assert!(compare(&new.replace("@1.2.0", "@2.0.0")).0);
}

#[test]
fn a_new_function_asks_for_a_minor_version() {
    let new = OLD.replace("constructor();", "constructor(); size: func() -> u32;");
    let new = new + "\ninterface more { use rules.{rule}; any: func() -> rule; }";
    let expected = [
        "expected `1.3.0` or later: additions",
        "added rules.set.size",
        "added more.any",
    ];
    assert_fails(&new, &expected);
    assert!(compare(&new.replace("@1.2.0", "@1.3.0")).0);
}

#[test]
fn a_changed_or_removed_function_is_breaking() {
    let new = OLD.replace("name: string", "name: string, age: u32");
    let expected =
        "changed rules.set.judge: - judge: func(name: string) -> list<rule>  + judge: func(name: string, age: u32)";
    assert_fails(&new, &[expected]);
    let new = OLD.replace("describe:", "explain:");
    assert_fails(&new, &["removed rules.describe", "added rules.explain"]);
    assert_fails(
        &OLD.replace("empty, short", "short, empty"),
        &["changed rules.rule: another order"],
    );
}
