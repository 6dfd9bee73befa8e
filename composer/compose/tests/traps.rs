//! What docs/traps.md says of compositions, with the pinned wac and wasm-tools.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A folder with a component of each of these worlds of a package.
fn laid_out(wit: &str, worlds: &[&str]) -> TempDir {
    let scratch = tempfile::tempdir().expect("a folder");
    components(scratch.path(), wit, worlds);
    scratch
}

/// Makes a component of each world of a package, with functions that trap. Names of files are `WORLD.wasm`.
fn components(folder: &Path, wit: &str, worlds: &[&str]) {
    fs::write(folder.join("app.wit"), wit).expect("a file");
    for world in worlds {
        let made = run(
            folder,
            &format!(
                "wasm-tools component embed --dummy --world {world} app.wit | wasm-tools component new -o {world}.wasm"
            ),
        );
        assert_eq!(made, Ok(String::new()), "{world}");
    }
}

/// What a command prints, or its error.
fn run(folder: &Path, command: &str) -> Result<String, String> {
    let command = format!("set -o pipefail; {command}");
    let output = Command::new("bash").args(["-c", &command]).current_dir(folder).output();
    let output = output.expect("there is a shell");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(text(&output.stderr)),
    }
}

/// Composes the statements of a .wac file. `part:NAME` is NAME.wasm.
fn compose(folder: &Path, statements: &str, parts: &[&str]) -> Result<String, String> {
    fs::write(folder.join("all.wac"), format!("package my:all;\n{statements}")).expect("a file");
    let parts = parts.iter().map(|part| format!("--dep part:{part}={part}.wasm"));
    let parts = parts.collect::<Vec<_>>().join(" ");
    run(folder, &format!("wac compose all.wac {parts} -o all.wasm"))
}

fn plug(folder: &Path, socket: &str, plug: &str) -> Result<String, String> {
    run(
        folder,
        &format!("wac plug {socket}.wasm --plug {plug}.wasm -o all.wasm"),
    )
}

const NO_MATCH: &str = "the socket component had no matching imports for the plugs that were provided";

#[track_caller]
fn fails_with(found: Result<String, String>, expected: &str) {
    assert!(found.as_ref().is_err_and(|error| error.contains(expected)), "{found:?}");
}

#[test]
fn handles_of_one_instance_mean_nothing_to_another() {
    let scratch = laid_out(
        "package my:app@1.0.0;
         interface rules { resource rule-set { constructor(); } }
         interface check { use rules.{rule-set}; judge: func(by: borrow<rule-set>) -> bool; }
         world maker { export rules; export check; }
         world user { import rules; import check; export run: func(); }",
        &["maker", "user"],
    );
    let folder = scratch.path();
    let from = |second: &str| {
        format!(
            r#"let first = new part:maker {{}};
               let second = new part:maker {{}};
               let user = new part:user {{
                   "my:app/rules@1.0.0": first["my:app/rules@1.0.0"],
                   "my:app/check@1.0.0": {second}["my:app/check@1.0.0"],
               }};
               export user["run"];"#
        )
    };
    let parts = ["maker", "user"];
    fails_with(
        compose(folder, &from("second"), &parts),
        "resource types are not the same",
    );
    assert!(compose(folder, &from("first"), &parts).is_ok());
}

#[test]
fn an_import_that_nothing_calls_is_dropped() {
    let scratch = laid_out(
        "package my:app@1.0.0;
         interface log { say: func(text: string); }
         world quiet { import log; export run: func(); }
         world logger { export log; }",
        &["logger"],
    );
    let folder = scratch.path();
    fs::write(folder.join("quiet.wat"), "(module (func (export \"run\")))").expect("a file");
    let quiet = "wasm-tools component embed --world quiet app.wit quiet.wat | wasm-tools component new -o quiet.wasm";
    assert_eq!(run(folder, quiet), Ok(String::new()));
    let text = r#"let log = new part:logger {};
        let quiet = new part:quiet { "my:app/log@1.0.0": log["my:app/log@1.0.0"] };
        export quiet["run"];"#;
    let expected = "component `part:quiet` has no import named `my:app/log@1.0.0`";
    fails_with(compose(folder, text, &["logger", "quiet"]), expected);
    fails_with(plug(folder, "quiet", "logger"), NO_MATCH);
}

#[test]
fn an_inline_interface_has_no_package() {
    let scratch = laid_out(
        "package my:app@1.0.0;
         interface log { say: func(text: string); }
         world inline { import log: interface { say: func(text: string); } export run: func(); }
         world logger { export log; }",
        &["inline", "logger"],
    );
    let folder = scratch.path();
    fails_with(plug(folder, "inline", "logger"), NO_MATCH);
    let text = r#"let log = new part:logger {};
        let run = new part:inline { log: log["my:app/log@1.0.0"] };
        export run["run"];"#;
    assert_eq!(compose(folder, text, &["inline", "logger"]), Ok(String::new()));
}

#[test]
fn compatible_versions_are_merged() {
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = scratch.path();
    for (version, kind, more) in [
        ("1.0.0", "first", ""),
        ("1.1.0", "minor", "more: func();"),
        ("2.0.0", "major", ""),
    ] {
        let wit = format!(
            "package my:app@{version};
             interface log {{ say: func(text: string); {more} }}
             world user {{ import log; export run: func(); }}
             world logger {{ export log; }}"
        );
        components(folder, &wit, &["user", "logger"]);
        for world in ["user", "logger"] {
            let file = folder.join(format!("{world}.wasm"));
            fs::rename(file, folder.join(format!("{world}-{kind}.wasm"))).expect("a file");
        }
    }
    let text = r#"let old = new part:user-first { ... };
        let latest = new part:user-minor { ... };
        export old["run"] as old;
        export latest["run"] as latest;"#;
    assert_eq!(compose(folder, text, &["user-first", "user-minor"]), Ok(String::new()));
    let imports = run(folder, "wasm-tools component wit all.wasm | grep import");
    assert_eq!(imports.as_deref(), Ok("  import my:app/log@1.1.0;\n"));

    assert_eq!(plug(folder, "user-first", "logger-minor"), Ok(String::new()));
    fails_with(plug(folder, "user-minor", "logger-first"), NO_MATCH);
    fails_with(plug(folder, "user-first", "logger-major"), NO_MATCH);
}
