//! The bindings are made from the contracts, which cargo doesn't see.

fn main() {
    println!("cargo:rerun-if-changed=../wit");
    println!("cargo:rerun-if-changed=resources/wit");
}
