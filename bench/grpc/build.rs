//! Generates the messages and services, without protoc.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=users.proto");
    tonic_prost_build::compile_fds(protox::compile(["users.proto"], ["."])?)?;
    Ok(())
}
