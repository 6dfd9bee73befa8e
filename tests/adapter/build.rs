//! The contracts are outside the package, and cargo remembers such files by their absolute paths. Without this script,
//! a copied checkout would only be rebuilt if the contracts of the original change.

fn main() {
    println!("cargo::rerun-if-changed=../released");
    println!("cargo::rerun-if-changed=../../wit");
    println!("cargo::rerun-if-changed=wit");
}
