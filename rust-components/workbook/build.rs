//! The contracts are outside the package, and cargo remembers such files by their absolute paths. Without this script,
//! a copied checkout would only be rebuilt if the contracts of the original change.

fn main() {
    println!("cargo::rerun-if-changed=../../wit");
    // The most memory that the component can have, whatever the host allows. `src/content.rs` gives up at half of it.
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rustc-link-arg-cdylib=--max-memory={}", 1u64 << 30);
    }
}
