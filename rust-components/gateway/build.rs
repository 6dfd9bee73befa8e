//! The contracts lie outside the package: without this, cargo would look for their changes where they were read last.

fn main() {
    println!("cargo::rerun-if-changed=../../wit");
    println!("cargo::rerun-if-changed=wit");
}
