//! The bindings are made from `wit/`, which cargo doesn't see.

fn main() {
    println!("cargo:rerun-if-changed=../wit");
}
