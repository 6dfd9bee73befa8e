//! The images: pushed to a registry from the layout, pulled by `wkg` and by digest, and run.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::registry::Registry;
use crate::released::{checkout, exit_with, expected, file, files, succeed, unpack};

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap_or_else(|error| panic!("cannot read `{}`: {error}", path.display())))
        .expect("JSON")
}

fn wkg(arguments: &[&str]) {
    let found = succeed(&mut Command::new(checkout("toolchain/wkg")));
    let path = String::from_utf8(found.stdout).expect("a path");
    succeed(Command::new(path.trim()).arg("oci").args(arguments));
}

#[test]
fn an_image_is_pushed_pulled_by_tag_and_digest_and_runs() {
    let folder = TempDir::new().expect("a temporary folder");
    unpack(&file("-oci.tar.gz"), &folder.path().join("layout"), 0);
    let index = json(&folder.path().join("layout/index.json"));
    let version = env!("CARGO_PKG_VERSION");
    let reference = format!("pipeline:{version}");
    let images = index["manifests"].as_array().expect("images");
    let image = images
        .iter()
        .find(|image| image["annotations"]["org.opencontainers.image.ref.name"] == *reference);
    let digest = image.expect("the image of the composition")["digest"]
        .as_str()
        .expect("a digest");

    let registry = Registry::start();
    let remote = format!("{}/polyglot/pipeline", registry.address);
    let layout = folder.path().join("layout");
    let from = format!("oci:{}:{reference}", layout.display());
    let to = format!("docker://{remote}:{version}");
    let options = [
        "copy",
        "--insecure-policy",
        "--dest-tls-verify=false",
        "--preserve-digests",
        "--quiet",
    ];
    succeed(Command::new("skopeo").args(options).args([&from, &to]));

    let insecure = ["--insecure", &registry.address];
    let component = fs::read(checkout("build/pipeline.wasm")).expect("the composition was built");
    for (name, remote) in [
        ("tag", format!("{remote}:{version}")),
        ("digest", format!("{remote}@{digest}")),
    ] {
        let pulled = folder.path().join(name).with_extension("wasm");
        wkg(&[
            &["pull"][..],
            &insecure,
            &[&remote, "--output", &pulled.to_string_lossy()],
        ]
        .concat());
        assert!(
            fs::read(&pulled).expect("a component") == component,
            "what was pulled by {name} differs"
        );
    }
    let out = folder.path().join("out");
    let mut run = Command::new(checkout("bin/pipeline"));
    run.args(["run", "users.csv", "--component", "../tag.wasm", "--out"])
        .arg(&out)
        .current_dir(folder.path());
    fs::create_dir(folder.path().join("run")).expect("a folder");
    fs::copy(checkout("samples/users.csv"), folder.path().join("run/users.csv")).expect("the sample can be copied");
    exit_with(run.current_dir(folder.path().join("run")), 1);
    assert_eq!(&files(&out), expected());

    // What wkg pushes has the same layer.
    let validator = checkout("build/validator.wasm");
    let pushed = format!("{}/polyglot/validator:pushed", registry.address);
    wkg(&[&["push"][..], &insecure, &[&pushed, &validator.to_string_lossy()]].concat());
    let output = succeed(
        Command::new("skopeo")
            .args(["inspect", "--raw", "--tls-verify=false"])
            .arg(format!("docker://{pushed}")),
    );
    let theirs: Value = serde_json::from_slice(&output.stdout).expect("a manifest");
    let ours = images
        .iter()
        .find(|image| image["annotations"]["org.opencontainers.image.ref.name"] == *format!("validator:{version}"));
    let hash = ours.expect("the image of the validator")["digest"]
        .as_str()
        .unwrap()
        .trim_start_matches("sha256:");
    let ours = json(&layout.join("blobs/sha256").join(hash));
    assert_eq!(theirs["layers"][0]["digest"], ours["layers"][0]["digest"]);
    assert_eq!(theirs["config"]["mediaType"], ours["config"]["mediaType"]);
}
