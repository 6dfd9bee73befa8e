//! The bindings are generated from contracts outside the package, whose changes cargo wouldn't notice.

fn main() {
    println!("cargo:rerun-if-changed=../wit");
    println!("cargo:rerun-if-changed=released");
    println!("cargo:rerun-if-changed=resources/wit");
}
