//! Component `stages`: all stages in Rust. The reader's records are those of the driver's library, and the rules are the validator's.

#[cfg(target_arch = "wasm32")]
mod component;
pub mod mask;
pub mod records;
