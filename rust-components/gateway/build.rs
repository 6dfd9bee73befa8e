//! The contracts lie outside the package: without this, cargo looks for their changes where it first read them, which in
//! a copied checkout is the original.

fn main() {
    println!("cargo::rerun-if-changed=../../wit");
    println!("cargo::rerun-if-changed=wit");
}
