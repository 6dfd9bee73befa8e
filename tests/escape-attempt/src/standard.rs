//! Attempts through Rust's standard library.

use std::io::Read;
use std::net::TcpStream;
use std::process::Command;
use std::{env, fs};

use crate::way::Way;

pub mod bindings {
    wit_bindgen::generate!({
        world: "my:pipeline/validator@2.0.0",
        path: "../../wit",
        generate_all,
        pub_export_macro: true,
    });
}

pub const WAYS: [Way; 5] = [
    ("variable", variable),
    ("file", file),
    ("folder", folder),
    ("socket", socket),
    ("process", process),
];

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| error.to_string())
}

fn file(path: &str) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| error.to_string())
}

fn folder(path: &str) -> Result<String, String> {
    let entries = fs::read_dir(path).map_err(|error| error.to_string())?;
    Ok(entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect())
}

fn socket(address: &str) -> Result<String, String> {
    let mut told = String::new();
    TcpStream::connect(address)
        .and_then(|mut stream| stream.read_to_string(&mut told))
        .map_err(|error| error.to_string())?;
    Ok(told)
}

fn process(path: &str) -> Result<String, String> {
    let output = Command::new("cat")
        .arg(path)
        .output()
        .map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
