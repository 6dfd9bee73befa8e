//! The pipeline without a sandbox: the decoder, the encoder and the rules are the very crates that the components
//! are built from; the service's part, which is Go there, is written in Rust here, in the same way.

pub mod register;
pub mod stages;
pub mod summary;
