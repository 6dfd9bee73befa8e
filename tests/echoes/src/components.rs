//! Makes the components of generated interfaces, and composes them: leaf in Rust, relay in Python, relay in Rust.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::interface::{Interface, package};
use crate::{python, rust};

/// The levels of the chain, from the innermost. Each exports the interfaces as `LEVEL0`, `LEVEL1`, …
pub const LEVELS: [&str; 3] = ["leaf", "middle", "outer"];

/// A tool that fails, and what it prints.
pub struct Failed {
    pub tool: &'static str,
    pub message: String,
}

/// The folder in which all is made. What was made of other people's crates is kept.
pub struct Workshop {
    folder: PathBuf,
    checkout: PathBuf,
}

impl Workshop {
    pub fn new(folder: PathBuf, checkout: &Path) -> std::io::Result<Workshop> {
        fs::create_dir_all(&folder)?;
        let checkout = checkout.canonicalize()?;
        Ok(Workshop { folder, checkout })
    }

    /// Makes chain.wasm, and its translation for Node. Returns the folder of both.
    pub fn compose(&self, interfaces: &[Interface]) -> Result<PathBuf, Failed> {
        let io = |error: std::io::Error| Failed {
            tool: "write the sources",
            message: error.to_string(),
        };
        self.write(interfaces).map_err(io)?;
        self.run("wasm-tools component wit", "wasm-tools component wit wit >all.wit")?;
        self.run(
            "cargo",
            "CARGO_TARGET_DIR=target cargo build --quiet --offline --target wasm32-unknown-unknown",
        )?;
        for part in ["leaf", "relay"] {
            let new = format!(
                "wasm-tools component new target/wasm32-unknown-unknown/debug/{part}.wasm --output {part}.wasm"
            );
            self.run("wasm-tools component new", &new)?;
        }
        let componentize = self.checkout.join("toolchain/componentize");
        self.run(
            "componentize-py",
            &format!(
                "'{}' python.wasm test:echoes/relay@1.0.0 wit -- python",
                componentize.display()
            ),
        )?;
        self.run(
            "wac compose",
            "wac compose chain.wac --dep part:leaf=leaf.wasm --dep part:relay=relay.wasm --dep part:python=python.wasm \
             --output chain.wasm",
        )?;
        Ok(self.folder.clone())
    }

    fn write(&self, interfaces: &[Interface]) -> std::io::Result<()> {
        for part in ["wit", "leaf", "relay", "python"] {
            let folder = self.folder.join(part);
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            fs::create_dir_all(&folder)?;
        }
        let write = |file: &str, text: String| fs::write(self.folder.join(file), text);
        write("wit/echoes.wit", package(interfaces))?;
        write("Cargo.toml", CARGO.into())?;
        if !self.folder.join("Cargo.lock").exists() {
            // The versions of the checkout.
            fs::copy(self.checkout.join("Cargo.lock"), self.folder.join("Cargo.lock"))?;
        }
        for (name, source) in [("leaf", rust::leaf(interfaces)), ("relay", rust::relay(interfaces))] {
            write(&format!("{name}/Cargo.toml"), MEMBER.replace("NAME", name))?;
            write(&format!("{name}/lib.rs"), source)?;
        }
        for (name, source) in python::relay(interfaces) {
            write(&format!("python/{name}"), source)?;
        }
        write("chain.wac", chain(interfaces))
    }

    fn run(&self, tool: &'static str, command: &str) -> Result<(), Failed> {
        let output = Command::new("bash")
            .args(["-c", command])
            .current_dir(&self.folder)
            .output();
        let message = match output {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => {
                String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
            }
            Err(error) => error.to_string(),
        };
        Err(Failed { tool, message })
    }
}

const CARGO: &str = "\
[workspace]
resolver = \"3\"
members = [\"leaf\", \"relay\"]

[profile.dev]
debug = false
panic = \"abort\"
";

const MEMBER: &str = "\
[package]
name = \"NAME\"
version = \"1.0.0\"
edition = \"2024\"

[lib]
path = \"lib.rs\"
crate-type = [\"cdylib\"]

[dependencies]
wit-bindgen = { version = \"0.63\", default-features = false, features = [\"macros\", \"realloc\"] }
";

/// The composition. `...` are interfaces of types.
fn chain(interfaces: &[Interface]) -> String {
    let mut text = "package test:chain;\n\nlet leaf = new part:leaf { ... };\n".to_owned();
    for (level, part, below) in [("middle", "python", "leaf"), ("outer", "relay", "middle")] {
        text += &format!("let {level} = new part:{part} {{\n");
        for interface in interfaces {
            let id = interface.id();
            text += &format!("    \"{id}\": {below}[\"{id}\"],\n");
        }
        text += "    ...\n};\n";
    }
    for level in LEVELS {
        for interface in interfaces {
            text += &format!(
                "export {level}[\"{}\"] as {level}{};\n",
                interface.id(),
                interface.number
            );
        }
    }
    text
}
