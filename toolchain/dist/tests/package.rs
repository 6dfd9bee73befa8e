//! The npm package, installed into an empty folder with an empty cache and no network.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::released::{checkout, exit_with, expected, file, files, succeed};

/// A command in a folder, with npm's cache and settings in that folder.
fn call(folder: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", folder);
    let settings = [("offline", "true"), ("audit", "false"), ("update_notifier", "false")];
    command.env("npm_config_cache", folder.join("cache"));
    command.envs(settings.map(|(name, value)| (format!("npm_config_{name}"), value)));
    command
}

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let package = file(".tgz");
    fs::copy(&package, folder.path().join(package.file_name().unwrap())).expect("the package can be copied");
    fs::copy(checkout("samples/users.csv"), folder.path().join("users.csv")).expect("the sample can be copied");
    folder
}

fn name() -> String {
    format!("./{}", file(".tgz").file_name().unwrap().to_string_lossy())
}

#[test]
fn npx_runs_the_sample_without_jco() {
    let folder = folder();
    exit_with(
        &mut call(folder.path(), "npx", &["--yes", &name(), "run", "users.csv"]),
        1,
    );
    assert_eq!(&files(&folder.path().join("pipeline-out")), expected());

    // The first bytes of any component.
    fs::write(folder.path().join("other.wasm"), b"\0asm\x0d\0\x01\0").expect("a file");
    let other = exit_with(
        &mut call(
            folder.path(),
            "npx",
            &["--yes", &name(), "rules", "--component", "other.wasm"],
        ),
        2,
    );
    let message = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(message.contains("`@bytecodealliance/jco`"), "{message}");
}

#[test]
fn the_installed_package_is_a_typed_library() {
    let folder = folder();
    succeed(&mut call(
        folder.path(),
        "npm",
        &["install", "--ignore-scripts", &name()],
    ));
    let installed = fs::read_dir(folder.path().join("node_modules")).expect("packages were installed");
    let names: Vec<_> = installed
        .map(|entry| entry.expect("an entry").file_name().into_string().unwrap())
        .collect();
    assert!(
        names
            .iter()
            .all(|name| name.starts_with('.') || name == "polyglot-pipeline"),
        "{names:?}"
    );

    let program = "import { Pipeline } from 'polyglot-pipeline';\n\
        const pipeline = await Pipeline.load();\n\
        const { userId }: { userId?: string } = await pipeline.createUser({ name: 'Ann', email: 'ann@example.com', age: 30 });\n\
        console.log(userId);\n";
    fs::write(folder.path().join("program.ts"), program).expect("a program");
    fs::write(folder.path().join("package.json"), r#"{"type":"module"}"#).expect("a manifest");
    let options = [
        "--strict",
        "--module",
        "nodenext",
        "--target",
        "esnext",
        "--types",
        "",
        "--lib",
        "esnext,dom",
        "program.ts",
    ];
    succeed(&mut call(folder.path(), "tsc", &options));
    let output = succeed(&mut call(folder.path(), "node", &["program.js"]));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim(),
        "usr_24nkqm53jkbp3hvs0jy686a8z2"
    );
}
