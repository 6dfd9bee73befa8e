//! Commands as a user types them.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs commands without the variables of the make and the test that run this.
pub fn sh(folder: &Path, commands: &str) -> (bool, String) {
    let mut shell = Command::new("bash");
    shell
        .current_dir(folder)
        .args(["-euc", &format!("exec 2>&1\n{commands}")])
        .stdin(Stdio::null());
    for name in ["MAKEFLAGS", "MAKELEVEL", "MFLAGS"] {
        shell.env_remove(name);
    }
    // Those of HOST_CARGO_ENV too, with which a component would have other bytes and be built again.
    let of_cargo = |name: &str| {
        ["CARGO", "__CARGO", "RUSTC_"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    for (name, _) in env::vars().filter(|(name, _)| of_cargo(name)) {
        shell.env_remove(name);
    }
    let output = shell.output().expect("there is a shell");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}

pub fn done(folder: &Path, commands: &str) -> String {
    let (success, text) = sh(folder, commands);
    assert!(success, "{commands}\n{text}");
    text
}
