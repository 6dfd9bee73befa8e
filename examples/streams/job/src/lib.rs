//! Component `job`: joins reader, stage and judge, counts, and writes the outcome as lines.

#[cfg(target_arch = "wasm32")]
mod component;
