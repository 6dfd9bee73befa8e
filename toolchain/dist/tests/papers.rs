//! Checksums, licences, and the bill of materials.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::released::{checkout, file, folder, succeed, unpack};

fn sbom() -> Value {
    serde_json::from_slice(&fs::read(file(".cdx.json")).expect("the bill of materials")).expect("JSON")
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_string()
}

#[test]
fn the_checksums_are_right_and_cover_every_file() {
    succeed(
        Command::new("sha256sum")
            .args(["--check", "--strict", "SHA256SUMS"])
            .current_dir(folder()),
    );
    let sums = fs::read_to_string(file("SHA256SUMS")).expect("the checksums");
    assert_eq!(sums.lines().count() + 1, fs::read_dir(folder()).unwrap().count());
}

#[test]
fn the_bill_of_materials_fits_the_schema_of_cyclonedx() {
    let python = succeed(&mut Command::new(checkout("toolchain/cyclonedx")));
    let program = "import sys\nfrom cyclonedx.schema import SchemaVersion\nfrom cyclonedx.validation.json import JsonStrictValidator\n\
        print(JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[1]).read()) or 'valid')";
    let python = String::from_utf8(python.stdout).expect("a path");
    let check = |path: &std::path::Path| {
        let output = succeed(Command::new(python.trim()).args(["-c", program]).arg(path));
        String::from_utf8_lossy(&output.stdout).trim().to_string()
    };
    assert_eq!(check(&file(".cdx.json")), "valid");

    let broken = TempDir::new().expect("a temporary folder");
    let mut wrong = sbom();
    wrong["components"][0]["type"] = "program".into();
    fs::write(broken.path().join("wrong.json"), wrong.to_string()).expect("a file");
    assert_ne!(check(&broken.path().join("wrong.json")), "valid");
}

#[test]
fn the_bill_of_materials_names_what_is_in_each_file() {
    let sbom = sbom();
    let components = sbom["components"].as_array().expect("components");
    let refs: BTreeSet<_> = components.iter().map(|component| text(component, "bom-ref")).collect();
    let inside = |outer: &str| -> BTreeSet<String> {
        let all = sbom["dependencies"].as_array().expect("dependencies");
        let found = all
            .iter()
            .find(|entry| text(entry, "ref") == outer)
            .unwrap_or_else(|| panic!("found no `{outer}`"));
        found["dependsOn"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|name| name.as_str().unwrap().to_string())
            .collect()
    };
    let has = |outer: &str, start: &str| {
        assert!(
            inside(outer).iter().any(|name| name.starts_with(start)),
            "{outer}: {start}"
        )
    };
    for library in [
        "github/python/cpython@3.",
        "generic/sqlite@3.",
        "generic/zlib@",
        "generic/expat@",
        "generic/libmpdec@",
    ] {
        has("reporter", &format!("pkg:{library}"));
    }
    has("service", "pkg:golang/std@");
    has("service", "pkg:golang/github.com/tinygo-org/tinygo@");
    has("service", "pkg:golang/go.bytecodealliance.org/cm@");
    has("validator", "pkg:cargo/wit-bindgen@");
    has("workbook", "pkg:cargo/calamine@");
    has("bin/pipeline", "pkg:cargo/wasmtime@");
    let composed: BTreeSet<_> = [
        "config",
        "driver",
        "reporter",
        "service",
        "store",
        "validator",
        "workbook",
    ]
    .map(String::from)
    .into();
    assert_eq!(inside("pipeline"), composed);
    // What only tests and build scripts use.
    for other in [
        "pkg:cargo/proptest@",
        "pkg:cargo/cc@",
        "pkg:cargo/trycmd@",
        "pkg:cargo/syn@",
    ] {
        assert!(!refs.iter().any(|name| name.starts_with(other)), "{other}");
    }
    for entry in sbom["dependencies"].as_array().expect("dependencies") {
        for name in entry["dependsOn"].as_array().into_iter().flatten() {
            assert!(refs.contains(name.as_str().unwrap()), "{name} isn't described");
        }
    }
}

#[test]
fn every_package_has_a_licence_text_and_every_artifact_has_them_all() {
    let licences = fs::read_to_string(file("THIRD-PARTY-LICENSES.txt")).expect("the licences");
    assert!(
        !licences.contains("<copyright holders>") && !licences.contains("<year>"),
        "a text has no owner"
    );
    for component in sbom()["components"].as_array().expect("components") {
        let (name, version) = (text(component, "name"), text(component, "version"));
        let line = format!("{name} {version}");
        if component["purl"].is_string() {
            assert!(
                licences.lines().any(|found| found.starts_with(line.trim())),
                "found no licence of `{line}`"
            );
        }
    }
    let unpacked = TempDir::new().expect("a temporary folder");
    for (artifact, place) in [("-gnu.tar.gz", "share/polyglot-pipeline"), (".tgz", "")] {
        let into = unpacked.path().join(artifact);
        unpack(&file(artifact), &into, 1);
        let own = into.join(place);
        assert_eq!(
            fs::read_to_string(own.join("THIRD-PARTY-LICENSES.txt")).expect("the licences"),
            licences
        );
        assert_eq!(
            fs::read(own.join("LICENSE")).expect("our licence"),
            fs::read(checkout("LICENSE")).unwrap()
        );
    }
}

#[test]
fn a_second_release_has_the_same_bytes() {
    let again = crate::released::write();
    let sums = |folder: &std::path::Path| fs::read_to_string(folder.join("SHA256SUMS")).expect("the checksums");
    assert_eq!(sums(&again.path().join("dist")), sums(&folder()));
}
