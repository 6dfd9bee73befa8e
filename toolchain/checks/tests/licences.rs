//! The program on made-up packages of each kind.

use std::fs;
use std::path::Path;
use std::process::Command;

const POLICY: &str = r#"
[licenses]
allow = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-3-Clause"]

[[licenses.exceptions]]
crate = "checker"
allow = ["GPL-3.0"]

[[licenses.clarify]]
name = "@scope/silent"
expression = "MIT"
license-files = []
"#;

/// The exit code and the messages for `source`.
fn check(folder: &Path, source: &str) -> (i32, String) {
    fs::write(folder.join("deny.toml"), POLICY).expect("it can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_licences"));
    command.args(["--policy", "deny.toml", source]).current_dir(folder);
    let output = command.output().expect("it starts");
    let messages = String::from_utf8(output.stderr).expect("messages are UTF-8");
    (output.status.code().expect("it ends by itself"), messages)
}

fn check_npm(packages: &str) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let lock = format!(r#"{{ "packages": {{ "": {{ "license": "none" }}, {packages} }} }}"#);
    fs::write(folder.path().join("package-lock.json"), lock).expect("it can be written");
    check(folder.path(), "package-lock.json")
}

fn check_pypi(name: &str, headers: &str) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let info = folder
        .path()
        .join(format!("venv/lib/python3.13/site-packages/{name}-1.0.dist-info"));
    fs::create_dir_all(&info).expect("folders can be made");
    let metadata = format!("Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{headers}\n\nLicense: GPL-3.0-only\n");
    fs::write(info.join("METADATA"), metadata).expect("it can be written");
    check(folder.path(), "venv/bin/python")
}

#[test]
fn allowed_licences_pass() {
    for license in [
        "MIT",
        "(MIT OR GPL-2.0-only)",
        "MIT AND Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        let entry = format!(r#""node_modules/a": {{ "version": "1.0.0", "license": "{license}" }}"#);
        assert_eq!(check_npm(&entry), (0, String::new()), "{license}");
    }
    for headers in [
        "License-Expression: MIT OR GPL-2.0-only",
        "License: Apache 2.0",
        "License: see LICENSE\nClassifier: License :: OSI Approved :: MIT License",
    ] {
        assert_eq!(check_pypi("a", headers), (0, String::new()), "{headers}");
    }
}

#[test]
fn other_licences_are_named() {
    let (code, messages) =
        check_npm(r#""node_modules/a/node_modules/@b/c": { "version": "2.1.0", "license": "MIT AND MPL-2.0" }"#);
    let expected = "error: check licences: `package-lock.json`: `@b/c` 2.1.0 has the licence `MIT AND MPL-2.0`, which \
                    deny.toml doesn't allow; use another package, or add an exception\n";
    assert_eq!((code, messages.as_str()), (1, expected));

    let (code, messages) = check_pypi("a", "License-Expression: GPL-3.0-only");
    assert_eq!(code, 1, "{messages}");
    assert!(
        messages.contains("`a` 1.0 has the licence `GPL-3.0-only`"),
        "{messages}"
    );
}

#[test]
fn an_exception_is_for_one_package() {
    assert_eq!(check_pypi("checker", "License: GPL-3.0").0, 0);
    assert_eq!(check_pypi("other", "License: GPL-3.0").0, 1);
}

#[test]
fn an_unknown_licence_has_to_be_clarified() {
    let (code, messages) = check_pypi("a", "License: BSD License");
    assert_eq!(code, 1, "{messages}");
    assert!(messages.contains("names the licence `BSD License`"), "{messages}");

    let silent = |name: &str| check_npm(&format!(r#""node_modules/{name}": {{ "version": "1.0.0" }}"#));
    let (code, messages) = silent("a");
    assert_eq!(code, 1, "{messages}");
    assert!(messages.contains("`a` 1.0.0 names no licence"), "{messages}");
    assert_eq!(silent("@scope/silent").0, 0);
}

#[test]
fn the_parts_of_a_release_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let sbom = r#"{ "bomFormat": "CycloneDX", "components": [
        { "name": "a", "version": "1.0", "licenses": [{ "expression": "MIT OR GPL-2.0-only" }] },
        { "name": "b", "version": "2.0", "licenses": [{ "license": { "id": "MIT" } }, { "license": { "id": "MPL-2.0" } }] },
        { "name": "c", "components": [{ "name": "d", "version": "3.0" }], "licenses": [{ "license": { "name": "MIT" } }] }
    ] }"#;
    fs::write(folder.path().join("release.cdx.json"), sbom).expect("it can be written");
    let (code, messages) = check(folder.path(), "release.cdx.json");
    assert_eq!(code, 1, "{messages}");
    let mut found: Vec<&str> = messages
        .lines()
        .map(|line| line.split('`').nth(3).unwrap_or(line))
        .collect();
    found.sort_unstable();
    assert_eq!(found, ["b", "d"], "{messages}");
}

#[test]
fn a_folder_without_packages_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, messages) = check(folder.path(), "venv/bin/python");
    assert_eq!(code, 1, "{messages}");
    assert!(messages.contains("read `venv/bin/python`"), "{messages}");
}
