//! What `new-stage` writes, and which names and languages it rejects. tests/languages.rs checks that the skeletons
//! work.

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A checkout with the real compositions, contracts and templates, and an empty build folder.
fn checkout() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["composer", "wit", "templates", "go-service", "Cargo.lock"] {
        symlink(Path::new(ROOT).join(name), folder.path().join(name)).expect("a link");
    }
    fs::create_dir_all(folder.path().join("build/tools")).expect("a folder");
    folder
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    common::compose(root, &[&["new-stage"], arguments].concat())
}

fn error(root: &Path, arguments: &[&str]) -> String {
    let output = run(root, arguments);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let left = fs::read_dir(root.join("stages")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing is written");
    String::from_utf8(output.stderr).expect("a message")
}

#[test]
fn a_stage_is_a_folder_with_the_files_of_its_language() {
    let checkout = checkout();
    for (language, file) in [
        ("rust", "Cargo.lock"),
        ("go", "go.sum"),
        ("python", "src/stage.py"),
        ("js", "src/address.js"),
    ] {
        let name = format!("tidy-{language}");
        let output = run(checkout.path(), &["--name", &name, "--lang", language]);
        assert!(output.status.success(), "{output:?}");
        let folder = checkout.path().join("stages").join(&name);
        for file in [file, "stage.toml", "wit/stage.wit", "Makefile"] {
            assert!(folder.join(file).is_file(), "{language}: {file}");
        }
        assert_eq!(
            fs::read_link(folder.join("wit/deps")).expect("a link"),
            PathBuf::from("../../../wit/deps")
        );
        let settings = fs::read_to_string(folder.join("stage.toml")).expect("settings");
        assert!(settings.contains(&format!("build/stages/{name}.wasm")), "{settings}");
    }
    let manifest = fs::read_to_string(checkout.path().join("stages/tidy-rust/Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("name = \"stage-tidy-rust\""), "{manifest}");
    let again = run(checkout.path(), &["--name", "tidy-go", "--lang", "js"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&again.stderr).contains("`stages/tidy-go` exists already"),
        "{again:?}"
    );
}

#[test]
fn a_name_is_words_of_lower_case_letters_and_digits() {
    let checkout = checkout();
    for name in ["", "Tidy", "1a", "a_b", "a--b", "a-", "a b", "é", "../a", "a-1", "a.b"] {
        let error = error(checkout.path(), &["--name", name, "--lang", "go"]);
        assert!(
            error.contains(&format!("NAME: found `{name}`, expected words of lower-case")),
            "{error}"
        );
    }
    let error = error(checkout.path(), &["--name", &"a".repeat(41), "--lang", "go"]);
    assert!(error.contains("found 41 characters, expected at most 40"), "{error}");
}

#[test]
fn a_name_that_is_already_used_is_rejected() {
    let checkout = checkout();
    for (name, of) in [
        ("job", "a composition"),
        ("gateway", "a composition"),
        ("pipeline-store", "a composition"),
        ("querier", "a component"),
        ("workbook", "a component"),
        ("service", "a component"),
        ("gateway-part", "a component"),
        ("user-store", "an instance or an import of a composition"),
        ("validator-types", "an instance or an import of a composition"),
        ("reporting", "a package, an interface or a world in wit/"),
        ("kv", "a package, an interface or a world in wit/"),
        ("tools", "`build/tools`"),
        ("host", "the host in policies"),
    ] {
        let error = error(checkout.path(), &["--name", name, "--lang", "go"]);
        assert!(
            error.contains(&format!("NAME: `{name}` is already the name of {of}; choose another")),
            "{error}"
        );
    }
}

#[test]
fn a_language_is_one_of_four_and_not_optional() {
    let checkout = checkout();
    let error = |arguments: &[&str]| error(checkout.path(), arguments);
    assert!(
        error(&["--name", "tidy", "--lang", "cobol"])
            .contains("LANG: found `cobol`, expected one of rust, go, python, js")
    );
    let usage = "usage: make new-stage NAME=tidy LANG=rust|go|python|js";
    for (arguments, missing) in [(["--name", "tidy"], "LANG"), (["--lang", "go"], "NAME")] {
        let error = error(&arguments);
        assert_eq!(
            error,
            format!("error: cannot write a stage: {missing} is missing\n{usage}\n")
        );
    }
}

/// The command that make would run. LANG from the environment, which is the locale, does not become an argument.
#[test]
fn the_locale_is_not_an_argument() {
    let command = |arguments: &[&str]| {
        let mut make = Command::new("make");
        make.current_dir(ROOT)
            .args(["--dry-run", "--no-print-directory", "new-stage"])
            .args(arguments);
        for name in ["MAKEFLAGS", "MAKELEVEL", "MFLAGS"] {
            make.env_remove(name);
        }
        let output = make
            .env("LANG", "C.UTF-8")
            .env("NAME", "machine")
            .output()
            .expect("there is make");
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).expect("text");
        let line = text
            .lines()
            .rev()
            .find(|line| line.contains("compose new-stage"))
            .expect("the command");
        line.trim().to_owned()
    };
    assert_eq!(command(&[]), "build/tools/compose new-stage");
    assert_eq!(command(&["NAME=tidy"]), "build/tools/compose new-stage --name='tidy'");
    assert_eq!(
        command(&["NAME=tidy", "LANG=go"]),
        "build/tools/compose new-stage --name='tidy' --lang='go'"
    );
}
