//! A small checkout: a store, a service that calls it, and a driver that calls the service.

#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const SINK: &str = include_str!("../../../../wit/deps/my-trace/sink.wit");

pub const WAC: &str = r#"package my:composition;
let store = new part:store {};
let log = new part:log {};
let service = new part:service {
    "my:app/store@1.0.0": store["my:app/store@1.0.0"],
    "my:app/log@1.0.0": log["my:app/log@1.0.0"],
};
let driver = new part:driver { "my:app/service@1.0.0": service["my:app/service@1.0.0"] };
export driver["my:app/run@1.0.0"];
export service["my:app/service@1.0.0"];
"#;

pub const POLICY: &str = r#"no-imports = true
only-exports = ["my:app/run", "my:app/service"]
[[only]]
from = ["store", "log"]
reach = []
[[only]]
from = "service"
reach = ["store", "log"]
[[only]]
from = "driver"
reach = ["service", "store", "log"]
"#;

const LIST: &str = r#"[app]
files = ["app.wac"]
"#;

pub struct Checkout(TempDir);

impl Checkout {
    pub fn new() -> Checkout {
        let checkout = Checkout(tempfile::tempdir().expect("a folder"));
        let interfaces = ["store", "log", "service", "run"]
            .map(|name| format!("interface {name} {{ call: func(x: u32) -> u32; }}\n"))
            .concat();
        checkout.write("wit/app.wit", format!("package my:app@1.0.0;\n{interfaces}"));
        checkout.write("wit/deps/my-trace/sink.wit", SINK);
        checkout.write("composer/compositions.toml", LIST);
        checkout.write("composer/app.wac", WAC);
        checkout.write("composer/policies/app.toml", POLICY);
        for (name, imports, export) in [
            ("store", &[] as &[&str], "store"),
            ("log", &[], "log"),
            ("service", &["store", "log"], "service"),
            ("driver", &["service"], "run"),
        ] {
            checkout.write(&format!("build/{name}.wasm"), component(imports, export));
        }
        checkout
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        compose(self.0.path(), arguments)
    }

    /// The bytes of a composition, which can be made.
    pub fn made(&self, name: &str) -> Vec<u8> {
        let output = self.run(&[]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read(self.path("build").join(name).with_extension("wasm")).expect("a composition")
    }

    /// The error message of a run, which must fail with exit code 1 and write nothing.
    pub fn error(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(self.files(), before, "nothing is written");
        String::from_utf8(output.stderr).expect("a message")
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("build")).expect("a folder");
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.sort();
        files
    }
}

/// Runs the command in a folder.
pub fn compose(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_compose"));
    command.current_dir(folder).args(arguments);
    command.output().expect("it can be run")
}

/// What the inspector reads from a composition: one line per edge.
pub fn edges(component: &[u8]) -> Vec<String> {
    let graph = inspector::inspect(component).expect("a component");
    let mut edges: Vec<String> = graph
        .edges
        .iter()
        .filter(|edge| edge.kind != inspector::graph::EdgeKind::Contains)
        .map(|edge| format!("{} > {}", graph.name(edge.from), graph.name(edge.to)))
        .collect();
    edges.sort();
    edges
}

/// A component with the function `call` in each of these interfaces; its own calls all others.
pub fn component(imports: &[&str], export: &str) -> Vec<u8> {
    let each = |text: &dyn Fn(&str) -> String| imports.iter().map(|name| text(name)).collect::<String>();
    let imported = each(&|name| {
        format!(
            "(import \"my:app/{name}@1.0.0\" (instance ${name} (export \"call\" (func (param \"x\" u32) (result \
             u32)))))\n(core func ${name} (canon lower (func ${name} \"call\")))\n"
        )
    });
    let core = each(&|name| format!("(import \"m\" \"{name}\" (func ${name} (param i32) (result i32)))\n"));
    let calls = each(&|name| format!("call ${name} "));
    let given = each(&|name| format!("(export \"{name}\" (func ${name}))"));
    let text = format!(
        "(component\n{imported}(core module $m {core} (func (export \"call\") (param i32) (result i32) local.get 0 \
         {calls}))\n(core instance $i (instantiate $m (with \"m\" (instance {given}))))\n(func $call (param \"x\" u32) \
         (result u32) (canon lift (core func $i \"call\")))\n(instance $own (export \"call\" (func $call)))\n(export \
         \"my:app/{export}@1.0.0\" (instance $own)))"
    );
    wat::parse_str(text).expect("a component")
}
